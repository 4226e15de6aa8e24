"""Tells Vigie of each test of pytest as it ends, one JSON object a line, in the file that VIGIE_CASES names.

With pytest-xdist the results of all workers pass through the controlling process, and only that one tells. It also shares out among its
workers what the slot owns, so that no two of them meet: each has a part of the ports, a media directory and a database suffix of its own.
"""

import json
import os

import pytest

PHASES = ("setup", "call", "teardown")


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Reporter(os.environ["VIGIE_CASES"]), "vigie-reporter")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config, specs):
    for index, spec in enumerate(specs):
        spec.env.update(share(index, len(specs), f"gw{index}"))


def share(index, count, name):
    """The variables of one worker. A port that does not fit in its part is 0, which makes whoever listens on it get a free one."""
    mine = {"VIGIE_XDIST_WORKER": name}
    if "VIGIE_WORKER_ID" in os.environ:
        mine["VIGIE_WORKER_ID"] = os.environ["VIGIE_WORKER_ID"] + "-" + name
    if "VIGIE_DATABASE_SUFFIX" in os.environ:
        mine["VIGIE_DATABASE_SUFFIX"] = os.environ["VIGIE_DATABASE_SUFFIX"] + "_" + name
    if "MEDIA_ROOT" in os.environ:
        mine["MEDIA_ROOT"] = os.path.join(os.environ["MEDIA_ROOT"], name)
        os.makedirs(mine["MEDIA_ROOT"], exist_ok=True)
    if "VIGIE_PORT_FIRST" in os.environ and "VIGIE_PORT_LAST" in os.environ:
        first, last = int(os.environ["VIGIE_PORT_FIRST"]), int(os.environ["VIGIE_PORT_LAST"])
        size = (last - first + 1) // count
        ports = range(first + index * size, first + (index + 1) * size)
        mine["VIGIE_PORT_FIRST"] = str(ports[0] if ports else 0)
        mine["VIGIE_PORT_LAST"] = str(ports[-1] if ports else 0)
        for place, variable in enumerate(("BACKEND_PORT", "POSTGRES_PORT", "REDIS_PORT", "FRONTEND_PORT")):
            mine[variable] = str(ports[place] if place < size else 0)
    return mine


class Reporter:
    def __init__(self, path):
        self.path = path
        self.phases = {}

    def pytest_runtest_logreport(self, report):
        if report.when not in PHASES:  # A worker of xdist died in the middle of it.
            self.phases.pop(self.key(report), None)
            self.end(report.nodeid, [report])
            return
        phases = self.phases.setdefault(self.key(report), [])
        if report.when == "setup":
            phases.clear()  # Another try of the same test, by a plug-in for retries.
        phases.append(report)
        if report.when == "teardown":
            self.end(report.nodeid, self.phases.pop(self.key(report)))

    def pytest_collectreport(self, report):
        if report.failed:
            self.tell(kind="case", suite=report.nodeid, name="collection", outcome="broken", ms=0, message=message(report))

    def pytest_sessionfinish(self):
        for (nodeid, _), phases in self.phases.items():
            self.case(nodeid, phases, "broken", "It was still running when the runner ended.")
        self.phases.clear()

    @staticmethod
    def key(report):
        node = getattr(report, "node", None)
        return report.nodeid, getattr(getattr(node, "gateway", None), "id", None)

    def end(self, nodeid, phases):
        outcome, why = "passed", None
        for report in phases:
            if report.outcome == "rerun":
                return
            if report.failed:
                outcome = "failed" if report.when == "call" else "broken"
                why = message(report)
                break
            if report.skipped:
                outcome = "skipped"
                xfail = getattr(report, "wasxfail", None)
                why = message(report) if xfail is None else f"expected to fail: {xfail}"
        self.case(nodeid, phases, outcome, why)

    def case(self, nodeid, phases, outcome, why):
        place, bracket, parameters = nodeid.partition("[")
        suite, _, name = place.rpartition("::")
        seconds = sum(getattr(report, "duration", 0) for report in phases)
        self.tell(
            kind="case",
            suite=suite,
            name=name + bracket + parameters,
            outcome=outcome,
            ms=round(seconds * 1000),
            message=why,
        )

    def tell(self, **what):
        with open(self.path, "a", encoding="utf-8", errors="replace") as cases:
            cases.write(json.dumps(what) + "\n")


def message(report):
    longrepr = report.longrepr
    if isinstance(longrepr, tuple):  # A skip: file, line, reason.
        return longrepr[2].removeprefix("Skipped: ")
    crash = getattr(longrepr, "reprcrash", None)
    if crash is not None:
        return f"{crash.message}\n\n{report.longreprtext[-6000:]}"
    return report.longreprtext[-6000:]
