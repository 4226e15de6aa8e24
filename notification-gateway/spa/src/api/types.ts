/** What the services answer, by the names that the page gives it. */

export type Role = 'admin' | 'user';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** A person as administrators see them. */
export interface User {
  readonly _id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly dateCreated: string;
}

export interface Pagination {
  readonly current_page: number;
  readonly page_size: number;
  readonly total_items: number;
  readonly total_pages: number;
  readonly has_next: boolean;
  readonly has_prev: boolean;
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly pagination: Pagination;
}

/** One place of a request that a service refused. */
export interface Fault {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

export interface Campaign {
  readonly _id: string;
  readonly userCreatedName: string;
  readonly name: string;
  readonly dateCreated: string;
  readonly description: string;
}

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

export interface Step {
  readonly type: string;
  readonly value: JsonObject;
}

/** A variable of a test (`{{app.name}}`) with the value that it has before an action sets it. */
export interface TestVariable {
  readonly name: string;
  readonly value: Json;
}

/** What a person may say of a test. */
export interface TestContent {
  readonly name: string;
  readonly description: string;
  readonly actions: readonly Step[];
  readonly variables: readonly TestVariable[];
  readonly retries: number | null;
  /** Seconds. */
  readonly timeout: number | null;
  readonly quarantined: boolean;
  readonly quarantine_reason: string | null;
  readonly affinity: string | null;
}

export interface Test extends TestContent {
  readonly _id: string;
  readonly campain_id: string;
  readonly userCreatedName: string;
  readonly dateCreated: string;
  readonly order: number;
  /** Goes up with every change. */
  readonly version: number;
}

export interface CampaignFile {
  readonly name: string;
  /** KB, with two decimals. */
  readonly size: number;
  readonly modified: string;
}

export type ReportStatus = 'pending' | 'running' | 'completed' | 'failed';

export interface Counts {
  readonly total: number;
  readonly waiting: number;
  readonly passed: number;
  readonly failed: number;
  readonly broken: number;
  readonly skipped: number;
  readonly cancelled: number;
  readonly timedOut: number;
  readonly interrupted: number;
  /** Quarantined tests that did not pass: they do not count against the run. */
  readonly muted: number;
}

/** A report as lists show it. `details` is its name: so the API has always called it. */
export interface Report {
  readonly _id: string;
  readonly campainId: string;
  readonly dateCreated: string;
  readonly details: string;
  readonly filiere: string;
  readonly status: ReportStatus;
  readonly progress: number;
  readonly result: 'pending' | 'success' | 'failure';
  readonly outcome: string;
  readonly phase: 'pending' | 'running' | 'cancelling' | 'finished';
  readonly campaignName: string;
  readonly launchedBy: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  readonly counts: Counts;
  readonly error: string | null;
}

/** A row of a list of reports: of one that began while the list was shown, as much as its beginning told. */
export type ListedReport = Pick<Report, '_id' | 'campainId' | 'dateCreated' | 'details' | 'filiere' | 'status' | 'result' | 'progress'> &
  Partial<Pick<Report, 'campaignName' | 'finishedAt' | 'durationMs' | 'counts'>>;

/** One test of a report. */
export interface ReportedTest {
  readonly testId: string;
  readonly name: string;
  readonly status: 'pending' | 'running' | 'passed' | 'failed' | 'skipped';
  readonly outcome: string | null;
  /** 0 of a test that never started. */
  readonly attempt: number;
  readonly durationMs: number | null;
  readonly quarantined: boolean;
}

export interface ReportedTests {
  readonly tests: readonly ReportedTest[];
  readonly next: { readonly after: number } | null;
}

export interface Launch {
  readonly campain_id: string;
  readonly name: string;
  readonly filiere: string;
  readonly stop_on_failure: boolean;
  readonly parallelism?: number;
  readonly retries?: number;
  readonly timeout?: number;
  readonly run_timeout?: number;
  readonly keep_failed_work?: boolean;
}

export type FieldType = 'string' | 'number' | 'textarea' | 'select' | 'checkbox' | 'object' | 'list' | 'any';

/** One field of an action's form. */
export interface ActionField {
  readonly name: string;
  readonly type: FieldType;
  readonly label: string;
  readonly required: boolean;
  readonly default: Json;
  readonly options: readonly string[];
  readonly help: string | null;
  readonly min?: number;
  readonly max?: number;
  readonly fields?: readonly ActionField[];
  readonly secret: boolean;
}

export interface OutputVariable {
  readonly name: string;
  readonly type: string;
  readonly label: string;
}

export interface Variable {
  readonly _id: string;
  readonly key: string;
  /** Absent of a secret, which is never shown. */
  readonly value: string | null;
  readonly filiere: string | null;
  readonly description: string;
  readonly isRoot: boolean;
  readonly isObfuscated: boolean;
}

/** A key: its root variable, and its values in the environments. */
export interface VariableGroup {
  readonly key: string;
  readonly root: Variable | null;
  readonly variables: readonly Variable[];
}

export interface Environment {
  readonly name: string;
  readonly max_parallel: number | null;
}

/** How one test alone stands, as `/api/test-status/sse/:id` tells it. */
export interface TrialState {
  readonly testId: string | null;
  readonly status: 'pending' | 'running' | 'passed' | 'failed' | 'error';
  readonly derivedStatus: string | null;
  readonly errorDetails: string | null;
  /** Lines that are new since the state before. */
  readonly log?: string;
}

/** One field that a decision changed; a secret's values are dots. */
export interface Difference {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly secret: boolean;
}

/** A decision of a person with its place in the chain. */
export interface Decision {
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly actorName: string | null;
  readonly subject: string;
  readonly name: string | null;
  readonly difference: readonly Difference[];
  readonly previousHash: string;
  readonly hash: string;
}

export interface DecisionPage {
  readonly decisions: readonly Decision[];
  readonly next: { readonly url: string } | null;
}
