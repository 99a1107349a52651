"""
The story of issue 14, by real processes: `make run`, and everybody comes in by «Entrar» at the rehearsal issuer.

CAP-04, AMB-54, EXP-03, AGD-01.
"""

from __future__ import annotations

from pathlib import Path

from tests.support.system.logging_in import demonstration
from tests.support.system.processes import eventually

RUT = "44.100.808-2"
"""Conservas Caleta Escondida SpA, a potential account of Biobío in the example data."""
CASE = "case { id officeCode representation { state receipt } }"
MINE = "query($r: Rut!, $c: ID!) { account(by: { rut: $r }) { name email } case(id: $c) { state } }"


def test_people_come_in_by_their_own_identity_and_each_sees_what_is_theirs(tmp_path: Path) -> None:
    """A representative with a RUN, a second declarant, the region's executive, New York and Tokyo."""
    with demonstration(tmp_path) as house:
        printed = house.process.tail()
        assert "eyJ" not in printed  # no wall of tokens
        for line in ("ejecutivo(a) regional", "Ana Rojas", "RUN 39100001-8"):
            assert line in printed

        ana = house.visitor("prochile", "Ana Rojas")
        known = "query($r: Rut!) { account(by: { rut: $r }) { id } }"
        account = eventually(lambda: ana.ask(known, r=RUT)["account"], "the company is here", within=60)["id"]

        rosa = house.visitor("claveunica", "Rosa Díaz")
        given = {
            "rut": RUT,
            "name": "Conservas de Rosa",
            "fields": {"region": "08", "email": "rosa@conservas.example.cl"},
        }
        declared = rosa.do("registerCompany", CASE, **given)["case"]
        rosa.do("completeFichaInCapture", caseId=declared["id"], exports=True, region="08")
        seen = rosa.ask(MINE, r=RUT, c=declared["id"])
        assert seen["account"] is None
        assert seen["case"] is not None

        eva = house.visitor("claveunica", "Eva Soto")
        second = eva.do("registerCompany", CASE, **given)["case"]
        assert second["representation"] == declared["representation"]
        assert eva.ask(MINE, r=RUT, c=declared["id"]) == {"account": None, "case": None}

        told = {"mode": "INTERVIEW", "result": "Trajo el poder", "pointOfContact": "OFIREG"}
        ana.do("recordInterviewInCapture", caseId=declared["id"], representationConfirmed=True, **told)
        assert rosa.ask(MINE, r=RUT, c=declared["id"])["account"]["name"] == "Conservas Caleta Escondida SpA"
        assert eva.ask(MINE, r=RUT, c=declared["id"])["account"] is None
        viewer = rosa.ask("{ viewer { accountId representations { state confirmedBy } } }")["viewer"]
        assert viewer == {
            "accountId": account,
            "representations": [{"state": "CONFIRMED", "confirmedBy": "ana.rojas"}],
        }

        users = '{ accounts(first: 1, filter: { regions: ["08"], classes: [USUARIA] }) { nodes { id } } }'
        (user,) = ana.ask(users)["accounts"]["nodes"]
        asked = {"accountId": user["id"], "market": "JP", "mode": "VIRTUAL", "pointOfContact": "OFIREG"}
        agenda = ana.do("requestAgendaInAgenda", "case { id }", **asked)["case"]["id"]
        ana.do("sendToOficomInAgenda", caseId=agenda)
        new_york = house.visitor("prochile", "Diana Prats")
        refused = new_york.attempt("declineAgendaInAgenda", caseId=agenda, ground="NO_IMPORTER_INTEREST")
        (error,) = refused["userErrors"]
        assert error["rule"] is not None
        assert "Tokio" in error["message"]
        assert house.process.stop() in {0, -15}
