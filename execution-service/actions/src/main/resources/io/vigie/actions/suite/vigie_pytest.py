"""Tells Vigie of each test of pytest as it ends, one JSON object a line, in the file that VIGIE_CASES names.

With pytest-xdist the results of all workers pass through the controlling process, and only that one tells.
"""

import json
import os

PHASES = ("setup", "call", "teardown")


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Reporter(os.environ["VIGIE_CASES"]), "vigie-reporter")


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
