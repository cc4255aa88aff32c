"""Importing: what would change is told first, the same file again changes nothing."""

from datetime import date
from typing import Any

import pytest

from portal.availability.models import Offering
from portal.catalogue.models import Lot, Product
from portal.importing.imports import KINDS, Result, rows_now, run_import
from portal.journal.models import JournalEntry
from portal.kernel.actor import Actor
from portal.kernel.errors import NotValid
from portal.providers.models import AccessTeam, Contract, Location, Provider, ServiceArea
from portal.spreadsheets.previews import Outcome
from portal.spreadsheets.tables import FileRefused
from portal.spreadsheets.writing import template_csv, template_xlsx
from tests import builders as make
from tests.cast import Cast
from tests.spreadsheets.files import csv_of, xlsx_of

LOTS = "Perceel;Soort;Maximum aanbieders;Eerste dag;Laatste dag;Verlengingen;Tussentijds toetreden"


async def imported(actor: Actor, kind: str, *lines: str, **how: Any) -> Result:
    assert actor.region_id is not None
    return await run_import(kind, csv_of(*lines), region_id=actor.region_id, actor=actor, **how)


def told(result: Result) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason) for one in result.preview.faults]


def outcomes(result: Result) -> dict[str, int]:
    return {outcome.value: n for outcome, n in result.preview.counts.items() if n}


async def test_a_file_with_lots_makes_changes_and_leaves(cast: Cast) -> None:
    result = await imported(
        cast.rik,
        "lots",
        LOTS,
        "begeleiding;lokaal;12;01-07-2025;30-06-2029;2, 2;nee",
        "Kortdurend verblijf;;;2025-07-01;2029-06-30;;",
    )
    assert result.applied
    assert outcomes(result) == {"new": 1, "changed": 1, "gone": 1}
    changed = result.preview.with_outcome(Outcome.CHANGED)[0]
    assert ("Maximum aanbieders", "", "12") in [
        (one.column, one.old, one.new) for one in changed.differences
    ]
    lot = await Lot.get(region=cast.westfriesland, name="Begeleiding")
    assert (lot.max_providers, lot.extension_years) == (12, [2, 2])
    assert await Lot.exists(region=cast.westfriesland, name="Dagbesteding")


async def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    for kind in KINDS.values():
        rows = await rows_now(kind, cast.westfriesland.id)
        for content in (template_csv(kind, rows), template_xlsx(kind, rows)):
            if not rows:
                continue
            result = await run_import(
                kind.name, content, region_id=cast.westfriesland.id, actor=cast.rik
            )
            assert outcomes(result) == {"unchanged": len(rows)}, kind.name
            assert (result.applied, result.written) == (True, 0)
    assert not await JournalEntry.filter(action="file.imported").exists()


async def test_a_dry_run_writes_nothing(cast: Cast) -> None:
    result = await imported(cast.rik, "lots", LOTS, "Nieuw;;;01-07-2025;30-06-2029;;", dry_run=True)
    assert outcomes(result)["new"] == 1
    assert not result.applied
    assert not await Lot.exists(name="Nieuw")


FAULTY = (
    LOTS,
    "Goed;;;01-07-2025;30-06-2029;;",
    "Fout;rond;0;31-02-2025;;;",
    "Achterstevoren;;;01-07-2025;30-06-2024;;",
    "goed;;;01-07-2025;30-06-2029;;",
)


async def test_each_fault_names_line_column_and_reason(cast: Cast) -> None:
    result = await imported(cast.rik, "lots", *FAULTY)
    assert not result.applied
    assert told(result) == [
        (3, "Soort", "‘rond’ kan hier niet. Kies uit: regionaal, lokaal"),
        (3, "Maximum aanbieders", "‘0’ moet een heel getal van 1 tot en met 9999 zijn"),
        (3, "Eerste dag", "‘31-02-2025’ is geen datum, zoals 31-12-2026"),
        (3, "Laatste dag", "vul deze kolom in"),
        (4, "Laatste dag", "de laatste dag ligt vóór de eerste dag"),
        (5, "", "dit staat ook op regel 2"),
    ]
    assert not await Lot.exists(name="Goed")


async def test_only_the_good_rows_when_the_manager_says_so(cast: Cast) -> None:
    result = await imported(cast.rik, "lots", *FAULTY, only_good=True)
    assert (result.applied, result.written) == (True, 1)
    assert await Lot.exists(name="Goed")
    row = await JournalEntry.get(action="file.imported")
    assert row.details == {"new": 1, "changed": 0, "left_out": 3}
    assert row.person_id == cast.rik.person_id


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Perceel;Eerste dag;Laatste dag;Kleur", "Deze kolom kennen we niet: ‘Kleur’"),
        ("Perceel;Eerste dag", "Deze kolom ontbreekt: ‘Laatste dag’"),
        ("Perceel;PERCEEL;Eerste dag;Laatste dag", "staat er dubbel in: ‘Perceel’"),
        ("Perceel;;Eerste dag;Laatste dag", "(zonder naam)"),
    ],
)
async def test_a_header_that_is_not_right_is_refused_with_all_that_is_wrong(
    cast: Cast, header: str, words: str
) -> None:
    with pytest.raises(FileRefused) as caught:
        await imported(cast.rik, "lots", header, "x;y;z;w")
    assert words in caught.value.message


async def test_a_column_left_out_stays_and_an_empty_cell_empties(cast: Cast) -> None:
    await Lot.filter(name="Begeleiding").update(max_providers=9, interim_accession=True)
    await imported(
        cast.rik,
        "lots",
        "Perceel;Eerste dag;Laatste dag;Maximum aanbieders",
        "Begeleiding;01-07-2025;30-06-2099;",
    )
    lot = await Lot.get(name="Begeleiding")
    assert (lot.max_providers, lot.interim_accession) == (None, True)


async def test_a_formula_and_a_missing_zero_in_a_workbook(cast: Cast) -> None:
    header = [
        "Perceel",
        "Categorie",
        "Code",
        "Naam",
        "Eenheid",
        "Geldig vanaf",
        "Waar",
        "Intake",
        "Norm in dagen",
    ]
    content = xlsx_of(
        header,
        ["Begeleiding", 2, "x-y!", "Raar", "uur", date(2026, 1, 1), "Thuis", "ja", 42.0],
        ["Begeleiding", "02", "BGS", "Fout", "uur", date(2026, 1, 1), "Thuis", "ja", "=6*7"],
    )
    result = await run_import(
        "products", content, region_id=cast.westfriesland.id, actor=cast.rik, only_good=True
    )
    assert told(result) == [(3, "Norm in dagen", "cel I3 bevat een formule; zet er de waarde neer")]
    product = await Product.get(name="Raar")
    assert (product.full_code, product.norm_days) == ("02x-y!", 42)


PRODUCTS = "Perceel;Categorie;Code;Naam;Eenheid;Geldig vanaf;Waar;Intake;Hoort bij product"


async def test_a_product_may_lean_on_one_further_down(cast: Cast) -> None:
    result = await imported(
        cast.rik,
        "products",
        PRODUCTS,
        "Dagbesteding;08;VVZ;Vervoer;stuks;01-07-2025;op locatie;nee;07DBB",
        "Dagbesteding;07;DBB;Dagbesteding B;dagdeel;01-07-2025;op locatie;ja;",
        "Dagbesteding;08;VVM;Rolstoel;stuks;01-07-2025;op locatie;nee;07DBX",
        only_good=True,
    )
    assert told(result) == [
        (4, "Hoort bij product", "‘07DBX’ bestaat niet of staat op een regel met een fout")
    ]
    vervoer = await Product.get(code="VVZ").select_related("companion_of")
    assert vervoer.companion_of is not None
    assert vervoer.companion_of.code == "DBB"


async def test_another_region_is_out_of_reach(cast: Cast) -> None:
    before = await Lot.get(name="Ambulant")
    await imported(cast.rik, "lots", LOTS, "Ambulant;lokaal;;01-01-2020;31-12-2020;;")
    assert await Lot.get(id=before.id) == before
    assert (await Lot.get(id=before.id)).starts_on == before.starts_on
    towns = "Gemeentecode;Naam;Breedtegraad;Lengtegraad"
    result = await imported(cast.rik, "municipalities", towns, "GM0513;Gouda;52,0;4,7")
    assert told(result) == [(2, "Gemeentecode", "deze gemeente hoort bij een andere regio")]
    area = "Aanbieder;Werkgebied;Gemeenten"
    result = await imported(cast.rik, "service-areas", area, f"{cast.linde.kvk};Zuid;Gouda")
    assert told(result) == [(2, "Gemeenten", "gemeente ‘Gouda’ staat niet in deze regio")]


async def test_a_location_of_another_region_is_out_of_reach(cast: Cast) -> None:
    await make.a_location(cast.linde, cast.gouda, name="De Zuidlinde")
    header = "Aanbieder;Locatie;Postcode;Plaats;Gemeente"
    line = f"{cast.linde.kvk};de zuidlinde;1621AB;Hoorn;Hoorn"
    result = await imported(cast.rik, "locations", header, line)
    assert told(result) == [(2, "Locatie", "deze locatie ligt in een andere regio")]
    assert "De Zuidlinde" not in [
        row.name for row in await rows_now(KINDS["locations"], cast.westfriesland.id)
    ]


async def test_a_location_is_put_where_its_postcode_lies(cast: Cast) -> None:
    towns = "Postcode;Plaats;Gemeente;Breedtegraad;Lengtegraad"
    await imported(cast.rik, "places", towns, "1687;Wognum;GM0420;52,68;5,02")
    header = "Aanbieder;Locatie;Postcode;Plaats;Gemeente;Rolstoeltoegankelijk"
    await imported(
        cast.rik,
        "locations",
        header,
        f"{cast.linde.agb};Wognum;1687ab;Wognum;Medemblik;ja",
        f"{cast.linde.kvk};Elders;1999 AA;Elders;Medemblik;",
    )
    wognum = await Location.get(name="Wognum")
    elsewhere = await Location.get(name="Elders")
    assert (wognum.latitude, wognum.postcode, wognum.wheelchair_accessible) == (
        52.68,
        "1687 AB",
        True,
    )
    assert (elsewhere.latitude, elsewhere.wheelchair_accessible) == (cast.medemblik.latitude, None)


PROVIDERS = "Naam;KvK-nummer;AGB-code;Telefoon;E-mail"


async def test_a_provider_of_this_region_alone_may_change(cast: Cast) -> None:
    result = await imported(
        cast.rik,
        "providers",
        PROVIDERS,
        f"De Linde BV;{cast.linde.kvk};;229123456;INFO@linde.example",
        "Nieuw;81000001;;;",
        "Zonder nummer;;;;",
        only_good=True,
    )
    linde = await Provider.get(id=cast.linde.id)
    assert (linde.name, linde.email, linde.agb) == (
        "De Linde BV",
        "info@linde.example",
        cast.linde.agb,
    )
    assert told(result) == [(4, "KvK-nummer", "vul een KvK-nummer of een AGB-code in")]
    assert await Provider.exists(kvk="81000001", agb=None)


async def test_a_provider_that_another_region_works_with_is_reported_and_kept(cast: Cast) -> None:
    result = await imported(
        cast.rik, "providers", PROVIDERS, f"De Kade anders;{cast.kade.kvk};;;", only_good=True
    )
    assert outcomes(result) == {"kept": 1, "gone": 2}
    kade = await Provider.get(id=cast.kade.id)
    assert kade.name == "De Kade"


async def test_numbers_of_two_providers_do_not_make_one(cast: Cast) -> None:
    result = await imported(
        cast.rik, "providers", PROVIDERS, f"Samen;{cast.linde.kvk};{cast.anker.agb};;"
    )
    reason = "KvK-nummer en AGB-code horen bij verschillende aanbieders"
    assert told(result) == [(2, "AGB-code", reason)]


CONTRACTS = (
    "Contractnummer;Aanbieder;Perceel;Eerste dag;Laatste dag;Producten;Gemeenten;"
    "Onderaannemer van contract;Contractmanager;Budgetplafond"
)


async def test_contracts_with_their_products_municipalities_and_ceiling(cast: Cast) -> None:
    linde, anker = cast.linde.kvk, cast.anker.kvk
    lines = (
        CONTRACTS,
        f"N-2;{anker};Begeleiding;01-07-2025;30-06-2029;;;N-1;;",
        f"N-1;{linde};Begeleiding;01-07-2025;30-06-2029;02bgb;GM0405, Medemblik;;;1.250.000,50",
    )
    assert (await imported(cast.rik, "contracts", *lines)).written == 2
    main = await Contract.get(number="N-1").prefetch_related("products", "parts")
    assert [one.product_id for one in main.products] == [cast.begeleiding.id]
    assert {one.municipality_id for one in main.parts} == {cast.hoorn.id, cast.medemblik.id}
    assert str(main.budget_ceiling) in {"1250000.50", "1250000.5"}
    assert (await Contract.get(number="N-2")).main_contract_id == main.id
    again = await imported(cast.rik, "contracts", *lines)
    assert (again.written, outcomes(again)["unchanged"]) == (0, 2)


async def test_a_manager_stands_on_all_contracts_of_the_provider(cast: Cast) -> None:
    email = (await make.a_person("Gast", "gast@elders.example")).email
    own = await Contract.get(id=cast.linde_dag.contract_id)
    rik = "rik@regio.example"
    await make.Person.filter(id=cast.rik.person_id).update(email=rik)
    head = f"{cast.linde.kvk};Begeleiding;01-07-2025;30-06-2029;;;;"
    lines = (CONTRACTS, f"N-1;{head}{rik};", f"N-2;{head};")
    assert (await imported(cast.rik, "contracts", *lines)).written == 2
    assert (await Contract.get(id=own.id)).manager_id == cast.rik.person_id
    assert (await Contract.get(number="N-2")).manager_id == cast.rik.person_id
    assert (await imported(cast.rik, "contracts", *lines)).written == 0
    stranger = await imported(cast.rik, "contracts", CONTRACTS, f"N-3;{head}{email};")
    assert told(stranger)[0][:2] == (2, "Contractmanager")


async def test_access_teams_with_a_contact_per_purpose(cast: Cast) -> None:
    header = "Toegangsteam;Gemeenten;Contact inwoners;Telefoon inwoners;E-mail facturen"
    await imported(
        cast.rik, "access-teams", header, "Wijkteam Hoorn;Hoorn, Medemblik;Loket;140229;f@x.example"
    )
    team = await AccessTeam.get(name="Wijkteam Hoorn").prefetch_related("areas", "contacts")
    assert len(team.areas) == 2
    assert {(one.purpose.value, one.phone, one.email) for one in team.contacts} == {
        ("residents", "140229", ""),
        ("invoices", "", "f@x.example"),
    }


OFFERINGS = "Contractnummer;Product;Locatie;Werkgebied;Contact"


async def test_offerings_go_where_their_product_is_given(cast: Cast) -> None:
    await make.a_service_area(cast.linde, [cast.hoorn], "Alleen Hoorn")
    support = await Contract.get(id=cast.linde_thuis.contract_id)
    day = await Contract.get(id=cast.linde_dag.contract_id)
    result = await imported(
        cast.rik,
        "offerings",
        OFFERINGS,
        f"{support.number};02BGB;;alleen hoorn;Aanmelding",
        f"{support.number};02BGB;De Lindehof;;",
        f"{support.number};07DBA;De Lindehof;;",
        f"{day.number};07DBA;De Eikenhof;;",
        only_good=True,
    )
    assert told(result) == [
        (3, "Locatie", "dit product is thuis"),
        (4, "Product", "dit contract geldt niet voor dit product"),
        (5, "Locatie", "‘De Eikenhof’ staat niet bij deze aanbieder"),
    ]
    area = await ServiceArea.get(name="Alleen Hoorn")
    made = await Offering.get(service_area_id=area.id)
    assert (made.provider_id, made.contact_name) == (cast.linde.id, "Aanmelding")


async def test_what_was_agreed_to_is_what_is_written(cast: Cast) -> None:
    lines = (LOTS, "Begeleiding;lokaal;;01-07-2025;30-06-2099;;")
    first = await imported(cast.rik, "lots", *lines, dry_run=True)
    await Lot.filter(name="Begeleiding").update(max_providers=3)
    agreed = first.preview.fingerprint
    late = await imported(cast.rik, "lots", *lines, agreed=agreed)
    assert (late.outdated, late.applied) == (True, False)
    assert (await Lot.get(name="Begeleiding")).max_providers == 3
    now = late.preview.fingerprint
    assert (await imported(cast.rik, "lots", *lines, agreed=now)).applied


async def test_a_row_that_the_database_refuses_rolls_all_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> int:
        raise NotValid("Dit kan niet.")

    monkeypatch.setattr("portal.catalogue.actions.save_lot", refuse)
    with pytest.raises(NotValid, match=r"Regel 2 \(Nieuw\): Dit kan niet. Er is niets gewijzigd."):
        await imported(cast.rik, "lots", LOTS, "Nieuw;;;01-07-2025;30-06-2029;;")


async def test_five_thousand_rows_in_a_few_seconds(cast: Cast) -> None:
    header = "Postcode;Plaats;Gemeente;Breedtegraad;Lengtegraad"
    lines = [f"{1000 + n};Plaats {n};Hoorn;52,6;5,1" for n in range(5_000)]
    assert (await imported(cast.rik, "places", header, *lines)).written == 5_000
    again = await imported(cast.rik, "places", header, *lines)
    assert (again.written, outcomes(again)) == (0, {"unchanged": 5_000})
