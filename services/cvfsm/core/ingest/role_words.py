"""Words that speak for a title, an employer, a degree, a school or a place, in five languages: data only, folded."""

from __future__ import annotations

import re
from typing import Final


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


# Words of titles, of employers, of degrees and of schools: evidence for who is who in an entry. A trailing * matches any ending,
# a leading one any beginning.
TITLE_WORDS: Final = (
    "manager* manageress director* engineer* developer* programmer analyst* consultant* assistant* associate* "
    "officer* administrator* coordinator* co-ordinator* supervisor* lead leader head chief specialist* "
    "technician* nurse* teacher* lecturer* "
    "professor* researcher* scientist* architect* designer* writer* editor* journalist* accountant* auditor* "
    "bookkeeper* clerk* receptionist* secretary* cashier* waiter* waitress* server* chef* cook* baker* barista* "
    "bartender* driver* operator* "
    "electrician* plumber* carpenter* mechanic* welder* labourer* worker* cleaner* caretaker* carer* guard* "
    "agent* representative* advisor* adviser* executive* president partner founder* owner* intern* trainee* "
    "apprentice* volunteer* tutor* trainer* coach* instructor* "
    "librarian* archivist* curator* translator* interpreter* lawyer* solicitor* paralegal* physician* doctor* "
    "surgeon* pharmacist* dentist* therapist* psychologist* counsellor* counselor* planner* surveyor* buyer* "
    "seller* salesperson* salesman merchandiser* controller* "
    "strategist* scrum cto ceo cfo coo vp foreman captain* host* hostess* midwife* paramedic* physiotherapist* "
    "optician* inspector* investigator* producer* photographer* artist* musician* actor* model* stylist* "
    "hairdresser* gardener* farmer* picker* packer* handler* "
    "fellow* postdoc* student* werkstudent* freelance* freelancer* contractor* self-employed owner-manager "
    "generalist* deputy principal senior junior staff stagist* statistician* economist* biologist* chemist* "
    "physicist* geologist* mathematician* "
    "leiter* *leiter *leiterin teamleiter* sachbearbeiter* referent* *berater *beraterin berater* kaufmann "
    "kauffrau *kaufmann *kauffrau fachkraft *kraft *techniker *technikerin *mechaniker *mechanikerin "
    "mitarbeiter* *mitarbeiter *mitarbeiterin entwickler* *entwickler *entwicklerin ingenieur* *ingenieur "
    "*ingenieurin "
    "geschaftsfuhrer* verkaufer* *verkaufer *verkauferin assistent* *assistent *assistentin praktikant* "
    "praktikum auszubildende* ausbildung lehrer* *lehrer *lehrerin erzieher* pfleger* *pfleger *pflegerin "
    "krankenschwester arzt *arzt *arztin buchhalter* *buchhalter *buchhalterin koch kochin fahrer* *fahrer "
    "*fahrerin fachwirt* meister* werkstudentin aushilfe* volontar* "
    "kierownik kierowniczka specjalist* inzynier* analityk* programist* asystent* ksiegow* sprzedawc* "
    "magazynier* brygadzist* operator* kierowc* nauczyciel* pielegniark* pielegniarz lekarz* dyrektor* menedzer* "
    "menadzer* koordynator* konsultant* doradc* przedstawiciel* technik* mechanik* elektryk* kucharz* kelner* "
    "recepcjonist* sekretark* referent* stazyst* praktykant* projektant* mlodszy starszy "
    "gerente* jefe* jefa* director* ingenier* desarrollador* programador* analista* consultor* asistente* "
    "auxiliar* administrativ* coordinador* responsable* tecnic* enfermer* profesor* maestr* medic* abogad* "
    "contable* vendedor* dependient* camarer* cociner* conductor* operari* recepcionist* secretari* becari* "
    "encargad* comercial* arquitect* disenador* educador* ayudante* investigador* "
    "directeur* directrice* responsable* chef cheffe ingenieur* developpeu* consultant* assistant* charge "
    "chargee gestionnaire* technicien* infirmier* enseignant* professeur* medecin* avocat* comptable* vendeu* "
    "serveu* cuisinier* chauffeur* conducteur* receptionniste* secretaire* stagiaire* apprenti* alternant* "
    "conseiller* commercial* animat* educat* aide agent* employe* ouvrier* preparat* redact* graphiste* caissier*"
)
ORGANISATION_WORDS: Final = (
    "ltd limited llc llp inc incorporated corp corporation plc gmbh ag kg ohg se ug mbh e.v. ev co. company "
    "group holding* holdings sa s.a. s.l. sl s.l.u. slu sarl sas s.a.s. snc sp. z o.o. spolka bv b.v. nv ab oy "
    "as aps spa s.p.a. srl s.r.l. lda s.c. "
    "bank* university* college* school* hospital* clinic* council* county ministry* department* agency* "
    "authority* institute* laboratories laboratory labs association* foundation* trust society* services service "
    "solutions systems technologies technology partners associates consulting consultants studio* studios "
    "restaurant* cafe* hotel* bakery* bistro* diner* bar pub catering store* stores shop* supermarket* garden "
    "centre center media press publishing records museum* library* theatre* theater* church* airport* airlines "
    "railways logistics transport industries manufacturing pharma* biologics software digital energy water "
    "electric motors insurance finance capital ventures "
    "sons brothers & nhs bbc office bureau "
    "stadtwerke *werke *werk sparkasse* *bank *bank versicherung* *versicherung *versicherungsmakler klinikum "
    "*klinikum krankenhaus *krankenhaus universitat* hochschule* stadt* landkreis gemeinde ministerium* "
    "institut* verlag* *verlag *haus autohaus kanzlei* praxis apotheke* *schule *zentrum verein* verband* "
    "*verband *markt *gesellschaft gesellschaft genossenschaft* "
    "urzad* szpital* szkola* uniwersytet* politechnika* hurtownia* przedsiebiorstwo* zaklad* zaklady biuro* "
    "fundacja* restauracja* sklep* instytut* przychodnia* dystrybucja logistyka centrum "
    "ayuntamiento* hospital* universidad* instituto* colegio* escuela* empresa* grupo* fundacion* restaurante* "
    "clinica* consejeria* ministerio* banco* supermercados seguros bodegas talleres "
    "mairie* hopital* universite* ecole* lycee* societe* groupe* cabinet* clinique* fondation* conseil banque* "
    "assurances centre maison boulangerie* magasin* pharmacie* ministere* prefecture* association* atelier* "
    "camara ets etablissements imprimerie editions"
)
DEGREE_WORDS: Final = (
    "bachelor* master* masters doctor doctorate phd ph.d. ph.d mba bsc b.sc. b.sc msc m.sc. m.sc ba b.a. b.a ma "
    "m.a. m.a beng meng bed med llb llm mphil dphil bba hnd hnc gcse* a-level* a-levels diploma* degree* "
    "certificate* associate baccalaureate foundation nvq btec qualification* honours hons ged "
    "abitur *abitur fachabitur diplom* *diplom magister* staatsexamen promotion ausbildung abschluss *abschluss "
    "*reife fachwirt* geprufte* gepruft* meister* *kauffrau *kaufmann studium lehre techniker* "
    "realschulabschluss "
    "magister* inzynier* licencjat* licencjack* studia technik* matura doktor* inz. mgr lic. dyplom* kierunek "
    "grado* licenciatura* licenciad* ingenieria* diplomatura* diplomad* bachillerato* doctorado* tecnico* ciclo* "
    "fp eso titulo* "
    "licence* maitrise* doctorat* bac baccalaureat* dut bts cap bep brevet* diplome* ingenieur*"
)
SCHOOL_WORDS: Final = (
    "university* college* school* institute* academy* polytechnic* association* faculty* conservatory* sixth "
    "universitat* hochschule* fachhochschule* *hochschule gymnasium* *gymnasium schule* *schule *schulen "
    "berufskolleg* akademie* *akademie ihk hwk institut* kolleg* uni tu fh th volkshochschule "
    "uniwersytet* politechnika* szkola szkoly szkol* liceum technikum* zespol* akademia* wyzsza "
    "universidad* instituto* colegio* escuela* ies facultad* centro* uned upm ucm academia* universitat* politecnica "
    "universite* ecole* lycee* institut* iut faculte* cfa ens iae insa sorbonne universidade*"
)
# Countries and regions that end a place, folded.
PLACE_WORDS: Final = _phrases(
    "uk|united kingdom|england|scotland|wales|northern ireland|ireland|usa|us|united states|canada|australia|new "
    "zealand|germany|deutschland|austria|osterreich|switzerland|schweiz|suisse|poland|polska|spain|espana|france|"
    "italy|italia|portugal|netherlands|nl|niederlande|belgium|belgique|belgien|luxembourg|denmark|sweden|norway|"
    "finland|iceland|greece|cyprus|malta|turkey|czech republic|czechia|slovakia|hungary|romania|bulgaria|croatia|"
    "serbia|slovenia|ukraine|lithuania|latvia|estonia|russia|china|japan|india|singapore|hong kong|south africa|"
    "nigeria|kenya|ghana|egypt|morocco|maroc|tunisia|brazil|mexico|argentina|chile|colombia|peru|israel|uae|"
    "dubai|qatar|remote|hybrid|home office|niemcy|wielka brytania|francja|hiszpania|reino unido|alemania|francia|"
    "allemagne|royaume-uni|espagne|pologne|london|paris|berlin|madrid|warszawa|krakow|wroclaw|barcelona|munchen|"
    "hamburg|koln|wien|zurich|lyon|dublin|edinburgh|manchester|birmingham|leeds|new york|ny|nc|ca|tx|fl|il|pa|oh|"
    "ga|mi|nj|va|wa|ma|az|tn|mo|md|wi|co|mn|sc|al|la|ky|or|ok|ct|dc"
)


def matcher(words: str) -> re.Pattern[str]:
    """Return a pattern for whole words of a folded text; ``x*`` any ending, ``*x`` any beginning."""
    parts = sorted({re.escape(w).replace(r"\*", r"\w*") for w in words.split()}, key=len, reverse=True)
    return re.compile(r"(?<![\w])(?:" + "|".join(parts) + r")(?!\w)")
