"""What a whole column says of dates that a program bent: of births, and of RT and RW."""

import pytest

from .sheets import cleaned, values

MONTH_FIRST = ["1971-04-03", "1974-06-05", "2001-02-07", "1965-08-09", "1983-11-12", "1986-09-10"]
DAY_FIRST = ["1971-03-04", "1974-05-06", "2001-07-02", "1965-09-08", "1983-12-11", "1986-10-09"]
TEXTS = ["25/04/1990", "19/08/1978", "30/06/1980", "28/11/1982"]
READ = ["1990-04-25", "1978-08-19", "1980-06-30", "1982-11-28"]


def births(*cells: str) -> list[str | None]:
    rows = [{"nama": f"WARGA {chr(65 + i)}", "tanggal_lahir": c} for i, c in enumerate(cells)]
    return values(cleaned(*rows), "tanggal_lahir")


def test_a_column_of_which_only_early_days_became_dates_was_read_month_first():
    assert births(*MONTH_FIRST, *TEXTS) == DAY_FIRST + READ


@pytest.mark.parametrize(
    "others", [["2001-07-25"], ["03/04/1971"], []], ids=["late date", "early text", "no text"]
)
def test_a_column_that_proves_nothing_is_left_as_it_is(others: list[str]):
    texts = TEXTS if others else []

    assert births(*MONTH_FIRST, *texts, *others)[: len(MONTH_FIRST)] == MONTH_FIRST


def test_late_days_alone_prove_no_exchange():
    rows = [{"nama": "WARGA", "tanggal_lahir": f"{day}/04/1990"} for day in range(13, 31)]

    coding = cleaned(*rows).column.set_index("field")["coding"]

    assert coding["tanggal_lahir"] == "dmy"


def neighbourhoods(*cells: str) -> list[tuple[str | None, str | None]]:
    rows = [{"nama": f"WARGA {chr(65 + i)}", "rt_rw": c} for i, c in enumerate(cells)]
    result = cleaned(*rows)
    return list(zip(values(result, "rt"), values(result, "rw"), strict=True))


def test_rt_and_rw_that_became_dates_day_first():
    found = neighbourhoods("2025-03-01", "2025-05-02", "025/014", "2021-03-01", "1945-03-01")

    assert found == [("1", "3"), ("2", "5"), ("25", "14"), ("3", "21"), ("3", "45")]


def test_rt_and_rw_that_became_dates_month_first():
    """A program that puts the day first would have made a date of 013/007."""
    found = neighbourhoods("2025-01-03", "2025-03-21", "013/007", "2025-04-17", "025/014")

    assert found == [("1", "3"), ("3", "21"), ("13", "7"), ("4", "17"), ("25", "14")]


def test_rt_and_rw_that_became_dates_in_an_order_that_nothing_proves_are_a_doubt():
    cells = ["2025-01-03", "2025-05-21", "025/014", "1945-03-01", "2025-04-04"]
    rows = [{"nama": f"WARGA {chr(65 + i)}", "rt_rw": c} for i, c in enumerate(cells)]

    rules = cleaned(*rows).problem["rule"].tolist()

    assert rules == ["rt-rw-tanggal-ragu", "rt-rw-tanggal-ragu", *["rt-rw-tanggal"] * 2]


def test_rt_and_rw_that_became_a_month_and_a_year():
    assert neighbourhoods("Mar-21", "Mei-13", "Jan-25", "01-Mar", "13-Jul") == [
        ("3", "21"), ("5", "13"), ("1", "25"), ("1", "3"), ("13", "7"),
    ]  # fmt: skip
