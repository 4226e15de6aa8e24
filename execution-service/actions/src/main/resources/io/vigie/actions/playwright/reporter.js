// Tells Vigie of each test as it ends, one JSON object a line, in the file that VIGIE_CASES names.
const fs = require('fs');
const path = require('path');

const outcomes = { passed: 'passed', failed: 'failed', timedOut: 'failed', interrupted: 'broken', skipped: 'skipped' };

class VigieReporter {
  printsToStdio() {
    return false;
  }

  onBegin(config) {
    this.root = config.rootDir;
  }

  onTestEnd(test, result) {
    const asExpected = result.status === test.expectedStatus;
    if (!asExpected && result.status !== 'skipped' && result.status !== 'interrupted' && result.retry < test.retries) {
      return; // It has another try.
    }
    const [, project, , ...titles] = test.titlePath();
    const name = titles.pop() + (project ? ` [${project}]` : '');
    const suite = [path.relative(this.root, test.location.file), ...titles].join(' › ');
    const flaky = asExpected && result.retry > 0 ? `passed at try ${result.retry + 1}` : undefined;
    let outcome = outcomes[result.status];
    if (asExpected && outcome !== 'skipped') {
      outcome = 'passed';
    } else if (outcome === 'passed') {
      outcome = 'failed';
    }
    const unexpectedPass = !asExpected && result.status === 'passed' ? 'expected to fail, but passed' : undefined;
    const message = result.errors.map((error) => error.message || error.value || '').join('\n') || unexpectedPass || flaky;
    this.tell({ kind: 'case', suite, name, outcome, ms: Math.round(result.duration), message });
    for (const attachment of result.attachments) {
      if (attachment.path) {
        this.tell({
          kind: 'attachment',
          case: name,
          name: attachment.name,
          type: attachment.contentType,
          path: attachment.path,
        });
      }
    }
  }

  onError(error) {
    this.tell({ kind: 'error', message: error.message || error.value || 'an error' });
  }

  tell(what) {
    fs.appendFileSync(process.env.VIGIE_CASES, JSON.stringify(what) + '\n');
  }
}

module.exports = VigieReporter;
