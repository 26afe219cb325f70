"""Dates and periods in eight languages."""

import pytest

from services.cvfsm.core.document.dates import find_periods, is_duration
from services.cvfsm.core.output.labels import LANGUAGES, print_period

PERIODS = {
    "03/2019 – present": ("2019-03", "present"),
    "May 2021 – Present": ("2021-05", "present"),
    "März 2019 – heute": ("2019-03", "present"),
    "06.2020 – obecnie": ("2020-06", "present"),
    "styczeń 2015 – grudzień 2017": ("2015-01", "2017-12"),
    "od 05.2019 do chwili obecnej": ("2019-05", "present"),
    "enero de 2019 a marzo de 2021": ("2019-01", "2021-03"),
    "Marzo de 2018 - Actualidad": ("2018-03", "present"),
    "septembre 2018 – aujourd’hui": ("2018-09", "present"),
    "mars 2015 - en cours": ("2015-03", "present"),
    "2011/09 - 2015/09": ("2011-09", "2015-09"),
    "01/09/2018 – Current": ("2018-09", "present"),
    "05/14/2019 - 06/15/2020": ("2019-05", "2020-06"),
    "2019-03 - 2020-04": ("2019-03", "2020-04"),
    "2004 - 2007": ("2004", "2007"),
    "2008/2009": ("2008", "2009"),
    "WS 2012/13": ("2012", "2013"),
    "March – July 2019": ("2019-03", "2019-07"),
    "01-06/2019": ("2019-01", "2019-06"),
    "Jan '19 - Mar '21": ("2019-01", "2021-03"),
    "03/19 – 02/21": ("2019-03", "2021-02"),
    "since 2021": ("2021", "present"),
    "seit 03/2020": ("2020-03", "present"),
    "depuis 2019": ("2019", "present"),
    "2019 –": ("2019", "present"),
    "Summer 2020": ("", "2020"),
    "Juni 2010": ("", "2010-06"),
    "2016": ("", "2016"),
    "jusqu'en 2019": ("", "2019"),
    "2016 / 09": ("", "2016-09"),
    "2021 / 09 - now": ("2021-09", "present"),
    "Verano de 2018": ("", "2018"),
    "3/18-": ("2018-03", "present"),
    "3/18 - 12/20": ("2018-03", "2020-12"),
    "2018 - Junio": ("", "2018-06"),
    "Sep, 2018 - Jan, 2020": ("2018-09", "2020-01"),
    "settembre 2019 – oggi": ("2019-09", "present"),
    "outubro de 2017 até março de 2019": ("2017-10", "2019-03"),
    "mei 2015 t/m heden": ("2015-05", "present"),
    "sinds maart 2020": ("2020-03", "present"),
    "dal 2016": ("2016", "present"),
    "Zomer 2014": ("", "2014"),
    "1st of May 2019 - 2nd of June 2020": ("2019-05", "2020-06"),
    "January 2019 - Present (5 years 3 months)": ("2019-01", "present"),
    "May 2015 / Nov 2018": ("2015-05", "2018-11"),
    "2015-05 / 2018-11": ("2015-05", "2018-11"),
    "gen 2017 / oggi": ("2017-01", "present"),
    "novembro 2017 — até o momento": ("2017-11", "present"),
    "maio de 2015 a novembro de 2018": ("2015-05", "2018-11"),
    "since 09/19": ("2019-09", "present"),
    "06/11": ("", "2011-06"),
}


def test_an_open_period_ends_where_a_mark_parts_it_from_the_employer():
    (period,) = find_periods("May 2018 – / Engine Works")
    assert (period.start, period.end, period.span) == ("2018-05", "present", (0, 10))


@pytest.mark.parametrize("text", ["Grade 9/10", "2 of 06/11 parts"])
def test_a_fraction_in_a_text_is_no_date(text):
    assert find_periods(text) == []


@pytest.mark.parametrize(("written", "meant"), PERIODS.items())
def test_a_written_period_becomes_iso(written, meant):
    (period,) = find_periods(written)
    assert (period.start, period.end) == meant
    assert period.span == (0, len(written))


@pytest.mark.parametrize(
    "text", ["+46 70 174 06 05", "15.000 €", "up to 200 guests", "£2019", "bis heute", "ISO 13485", "ab12019x"]
)
def test_other_numbers_are_no_dates(text):
    assert find_periods(text) == []


@pytest.mark.parametrize("text", ["5 years", "4 ans 6 mois", "(2 yrs 3 mos)", "1 Jahr", "3 lata"])
def test_a_duration_is_no_date(text):
    assert is_duration(text)
    assert find_periods(text) == []


def test_a_date_never_spans_a_tab():
    (period,) = find_periods("Civil Engineering, 2:1\tSep 2008 – Jun 2011")
    assert (period.start, period.end) == ("2008-09", "2011-06")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "period", [("2019-03", "present"), ("2008-09", "2011-06"), ("2004", "2007"), ("", "2016"), ("", "2016-05")]
)
def test_what_is_printed_reads_back_in_every_language(language, period):
    (found,) = find_periods(print_period(*period, language))
    assert (found.start, found.end) == period
