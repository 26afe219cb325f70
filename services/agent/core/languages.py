"""Messages to people who write in another language than English, in that language.

Without a model the chat reads English only. The notice says so, that what was written is kept, and what can be done:
go on in English words, pick cards, or stop. German, Polish, Spanish and French are told in full; others in one sentence.
"""

from __future__ import annotations

from services.shared.language.sentences import Template

NOTICES = {
    notice.id.rpartition(".")[2]: notice
    for notice in (
        Template(
            "language.de",
            "Im Moment kann ich hier leider nur Englisch lesen. Was Sie geschrieben haben, bleibt gespeichert, wird aber nicht zu "
            "einer Aufgabe. Sie können in einfachem Englisch weiterschreiben, Karten antippen oder jederzeit aufhören.",
        ),
        Template(
            "language.pl",
            "Na razie rozumiem tutaj tylko język angielski. To, co napisano, zostaje zapisane, ale nie stanie się zadaniem. Można "
            "pisać dalej prostym angielskim, wybierać karty albo w każdej chwili zakończyć.",
        ),
        Template(
            "language.es",
            "Por ahora aquí solo puedo leer inglés. Lo que ha escrito queda guardado, pero no se convierte en una tarea. Puede "
            "seguir en un inglés sencillo, elegir tarjetas o terminar cuando quiera.",
        ),
        Template(
            "language.fr",
            "Pour le moment, je ne lis ici que l'anglais. Ce que vous avez écrit est conservé, mais ne devient pas une tâche. Vous "
            "pouvez continuer en anglais simple, choisir des cartes ou arrêter à tout moment.",
        ),
        Template("language.pt", "Por enquanto só consigo ler inglês aqui; o que escreveu fica guardado."),
        Template("language.it", "Per ora qui riesco a leggere solo l'inglese; quello che ha scritto resta salvato."),
        Template("language.nl", "Ik kan hier voorlopig alleen Engels lezen; wat u schreef blijft bewaard."),
        Template("language.tr", "Şimdilik burada yalnızca İngilizce okuyabiliyorum; yazdıklarınız saklanıyor."),
        Template("language.ro", "Deocamdată pot citi aici doar engleza; ce ați scris rămâne salvat."),
        Template("language.uk", "Поки що я можу читати тут лише англійську; написане вами збережено."),
        Template("language.ru", "Пока я могу читать здесь только по-английски; написанное вами сохранено."),
        Template("language.ar", "لا أستطيع حاليًا أن أقرأ هنا إلا الإنجليزية؛ وما كتبته محفوظ."),
        Template("language.hi", "फ़िलहाल मैं यहाँ केवल अंग्रेज़ी पढ़ सकता हूँ; आपने जो लिखा है वह सुरक्षित है।"),
        Template("language.zh", "目前我在这里只能读懂英语；您写的内容已保存。"),
        Template("language.vi", "Hiện tại ở đây tôi chỉ đọc được tiếng Anh; những gì bạn viết vẫn được lưu."),
        Template("language.tl", "Sa ngayon, Ingles lang ang nababasa ko rito; nakatago ang isinulat mo."),
        Template("language.sw", "Kwa sasa naweza kusoma Kiingereza tu hapa; ulichoandika kimehifadhiwa."),
    )
}
"""By language, ISO 639-1."""

IN_ENGLISH = Template(
    "language.other",
    "Thank you, that is saved as you wrote it. I can only follow English for now, so English words help me most; you can "
    "also pick cards, or stop at any time.",
)
"""For a language that has no notice, and behind a short one."""


def notice(language: str) -> tuple[Template, ...]:
    """What somebody who writes this language is told: in it, and in English where theirs is one sentence only."""
    own = NOTICES.get(language)
    if own is None:
        return (IN_ENGLISH,)
    return (own,) if language in {"de", "pl", "es", "fr"} else (own, IN_ENGLISH)
