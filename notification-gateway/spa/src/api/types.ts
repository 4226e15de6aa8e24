import type { components as ofCampaigns } from '@/generated/campaign-service';
import type { TrialState } from '@/generated/live';
import type { components as ofReports } from '@/generated/report-service';

/** What the services answer and are told, by the names that the page gives it. What it means stands in the contracts that these are made of. */

type Campaigns = ofCampaigns['schemas'];
type Reports = ofReports['schemas'];

export type { TrialState };

export type Person = Campaigns['Session'];
export type Role = Person['role'];

/** A person as administrators see them. */
export type User = Campaigns['User'];

export type Pagination = Campaigns['PagePagination'];

export interface Page<T> {
  readonly data: readonly T[];
  readonly pagination: Pagination;
}

/** One place of a request that a service refused. */
export type Fault = Campaigns['ProblemPlace'];

export type Campaign = Campaigns['Campaign'];

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** Any JSON, where the contract leaves open what a plug-in's parameters are. */
type WithValue<T, Value> = Omit<T, 'value'> & { readonly value: Value };

export type Step = WithValue<Campaigns['TestShownStep'], JsonObject>;

/** A variable of a test (`{{app.name}}`) with the value that it has before an action sets it. */
export type TestVariable = WithValue<Campaigns['TestContentVariable'], Json>;

export type Test = Omit<Campaigns['Test'], 'actions' | 'variables'> & { readonly actions: readonly Step[]; readonly variables: readonly TestVariable[] };

/** What a person may say of a test. */
export type TestContent = Pick<Test, 'name' | 'description' | 'actions' | 'variables' | 'retries' | 'timeout' | 'quarantined' | 'quarantine_reason' | 'affinity'>;

export type CampaignFile = Campaigns['File'];

/** A report as lists show it. `details` is its name: so the API has always called it. */
export type Report = Reports['ListedReport'];
export type ReportStatus = Report['status'];
export type Counts = Report['counts'];

/** A row of a list of reports: of one that began while the list was shown, as much as its beginning told. */
export type ListedReport = Pick<Report, '_id' | 'campainId' | 'dateCreated' | 'details' | 'filiere' | 'status' | 'result' | 'progress'> &
  Partial<Pick<Report, 'campaignName' | 'finishedAt' | 'durationMs' | 'counts'>> & {
    /** Up to where the row goes in its run's history, and how much the service had yet to take in when it answered. */
    readonly asOf?: Pick<Report['asOf'], 'sequence'> & Partial<Pick<Report['asOf'], 'lag'>>;
  };

/** One test of a report; its attempt is 0 when it never started. */
export type ReportedTest = Reports['TestSummary'];
export type ReportedTests = Reports['TestPage'];

export type Launch = Campaigns['LaunchOptions'];

/** The kinds of fields that the forms know how to draw (the masks of actions). */
export type FieldType = 'string' | 'number' | 'textarea' | 'select' | 'checkbox' | 'object' | 'list' | 'any';

/** One field of an action's form. */
export type ActionField = Omit<Campaigns['ActionField'], 'type' | 'default' | 'fields'> & { readonly type: FieldType; readonly default: Json; readonly fields?: readonly ActionField[] };

export type OutputVariable = Campaigns['ActionOutputVariable'];

export type Variable = Campaigns['Variable'];

/** A key: its root variable, and its values in the environments. */
export type VariableGroup = Campaigns['VariableGroup'];

export type Environment = Campaigns['Environment'];

/** One field that a decision changed; a secret's values are dots. */
export type Difference = Reports['Change'];

/** A decision of a person with its place in the chain. */
export type Decision = Reports['DecisionPageShown'];
export type DecisionPage = Reports['DecisionPage'];
