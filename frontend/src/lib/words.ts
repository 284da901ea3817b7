import type {
  AssertionKind,
  CauseSign,
  ChangeKind,
  CheckState,
  ColumnChangeKind,
  Compatibility,
  EdgeAge,
  EdgeBasis,
  EventState,
  ExistenceState,
  FreshnessState,
  Kind,
  Level,
  OwnerState,
  RunState,
  SourceState,
  SyncState,
  TaskState,
  VariantKind,
  WarningKind,
} from '../api/generated/graphql';
import { parseRef } from './ref';
import { isTerm } from './terms';

export type Tone = 'ok' | 'warn' | 'fail' | 'none' | 'run' | 'exempt';

export interface Status {
  tone: Tone;
  word: string;
}

const RUN: Record<RunState, Status> = {
  SUCCESS: { tone: 'ok', word: 'Succeeded' },
  FAILED: { tone: 'fail', word: 'Failed' },
  RUNNING: { tone: 'run', word: 'Running' },
  QUEUED: { tone: 'run', word: 'Queued' },
  ABORTED: { tone: 'warn', word: 'Aborted' },
  SKIPPED: { tone: 'none', word: 'Skipped' },
  UNKNOWN: { tone: 'none', word: 'Unknown' },
};

const SIGN: Record<CauseSign, Status> = {
  FAILED: { tone: 'fail', word: 'Failed' },
  LATE: { tone: 'fail', word: 'Late' },
  UNHEALTHY: { tone: 'warn', word: 'Not well' },
  UNMONITORED: { tone: 'none', word: 'Not watched' },
};

const SOURCE: Record<SourceState, Status> = {
  OK: { tone: 'ok', word: 'Live' },
  FAILING: { tone: 'fail', word: 'Failing' },
  BACKING_OFF: { tone: 'fail', word: 'Backing off' },
  SILENT: { tone: 'fail', word: 'Silent' },
  WAITING: { tone: 'warn', word: 'Waits for approval' },
  PAUSED: { tone: 'none', word: 'Paused' },
  BROKEN: { tone: 'fail', word: 'Broken' },
};

const SYNC: Record<SyncState, Status> = {
  RUNNING: { tone: 'run', word: 'Running' },
  PLANNED: { tone: 'warn', word: 'Planned' },
  HELD: { tone: 'warn', word: 'Removals held' },
  APPROVED: { tone: 'run', word: 'Approved' },
  DECLINED: { tone: 'none', word: 'Declined' },
  SUPERSEDED: { tone: 'none', word: 'Out of date' },
  SUCCEEDED: { tone: 'ok', word: 'Complete' },
  PARTIAL: { tone: 'warn', word: 'Partial' },
  FAILED: { tone: 'fail', word: 'Failed' },
};

const OWNER: Record<OwnerState, Status> = {
  OVERRIDDEN: { tone: 'ok', word: 'Overridden' },
  CONFIRMED: { tone: 'ok', word: 'Confirmed' },
  DECLARED: { tone: 'ok', word: 'Declared' },
  CONTESTED: { tone: 'warn', word: 'Contested' },
  STALE: { tone: 'fail', word: 'Stale' },
  ORPHAN: { tone: 'fail', word: 'Orphan' },
  UNOWNED_OK: { tone: 'exempt', word: 'Needs no owner' },
};

const FRESHNESS: Record<FreshnessState, Status> = {
  ON_TIME: { tone: 'ok', word: 'On time' },
  LATE: { tone: 'fail', word: 'Late' },
  MISSED: { tone: 'fail', word: 'Missed' },
  STOPPED: { tone: 'fail', word: 'Stopped' },
  IRREGULAR: { tone: 'none', word: 'Irregular' },
  UNKNOWN: { tone: 'none', word: 'Unknown' },
};

const CHECK: Record<CheckState, Status> = {
  PASS: { tone: 'ok', word: 'Pass' },
  WARN: { tone: 'warn', word: 'Warn' },
  FAIL: { tone: 'fail', word: 'Fail' },
  NO_DATA: { tone: 'none', word: 'No data' },
  NOT_APPLICABLE: { tone: 'none', word: 'Not asked' },
  EXEMPT: { tone: 'exempt', word: 'Exempt' },
  ERROR: { tone: 'none', word: 'Check broke' },
};

const TASK: Record<TaskState, Status> = {
  OK: { tone: 'ok', word: 'Runs well' },
  FAILING: { tone: 'fail', word: 'Failing' },
  OVERDUE: { tone: 'warn', word: 'Overdue' },
  WAITING: { tone: 'run', word: 'Waiting' },
};

const DECISION: Record<AssertionKind, string> = {
  OVERRIDE: 'Set by a person',
  CONFIRM: 'Confirmed',
  DECLINE: 'Declined',
  UNOWNED_OK: 'Needs no owner',
};

const WARNING: Record<WarningKind, Status> = {
  REJECTED: { tone: 'fail', word: 'Rejected' },
  REDACTED: { tone: 'warn', word: 'Redacted' },
  DROPPED: { tone: 'warn', word: 'Cut' },
  AHEAD: { tone: 'warn', word: 'Clock ahead' },
  UNREAD: { tone: 'none', word: 'SQL not read' },
};

const COMPATIBILITY: Record<Compatibility, Status> = {
  OK: { tone: 'ok', word: 'Breaks no reader' },
  WARN: { tone: 'warn', word: 'May break a reader' },
  BREAKING: { tone: 'fail', word: 'Breaks a known reader' },
};

const COLUMN_CHANGE: Record<ColumnChangeKind, string> = {
  ADDED: 'new',
  REMOVED: 'gone',
  RENAMED: 'called otherwise',
  RETYPED: 'another type',
  WIDENED: 'holds more',
  NARROWED: 'holds less',
  LOOSENED: 'may be null now',
  TIGHTENED: 'may not be null any more',
  REWORDED: 'other words',
};

const EVENT: Record<EventState, Status> = {
  STORED: { tone: 'run', word: 'Waiting' },
  APPLIED: { tone: 'ok', word: 'Applied' },
  PARKED: { tone: 'fail', word: 'Parked' },
};

const CHANGE: Record<ChangeKind, string> = {
  CREATED: 'Created',
  ALTERED: 'Altered',
  OVERWRITTEN: 'Overwritten',
  TRUNCATED: 'Truncated',
  RENAMED: 'Renamed',
  DROPPED: 'Dropped',
};

const VARIANT: Record<VariantKind, string> = {
  QUOTING: 'quotes',
  CASE: 'case',
  PATH: 'slashes',
  SCHEME: 'the word for the store',
  PORT: 'the port',
  PARTITION: 'the partition',
};

const AGE: Record<EdgeAge, Status> = {
  FRESH: { tone: 'ok', word: 'Fresh' },
  STALE: { tone: 'warn', word: 'Stale' },
  ENDED: { tone: 'none', word: 'Ended' },
};

const UNKNOWN: Status = { tone: 'none', word: 'Unknown' };

// A newer server may send a state this build has no word for.
export const signStatus = (sign: CauseSign): Status => SIGN[sign] ?? UNKNOWN;
export const runStatus = (state: RunState): Status => RUN[state] ?? UNKNOWN;
export const sourceStatus = (state: SourceState): Status => SOURCE[state] ?? UNKNOWN;
export const syncStatus = (state: SyncState): Status => SYNC[state] ?? UNKNOWN;

export const ownerStatus = (state: OwnerState): Status => OWNER[state] ?? UNKNOWN;
export const freshnessStatus = (state: FreshnessState): Status => FRESHNESS[state] ?? UNKNOWN;
export const checkStatus = (state: CheckState): Status => CHECK[state] ?? UNKNOWN;
export const warningStatus = (kind: WarningKind): Status => WARNING[kind] ?? UNKNOWN;
export const compatibilityStatus = (word: Compatibility): Status => COMPATIBILITY[word] ?? UNKNOWN;
export const columnChangeWord = (kind: ColumnChangeKind): string => COLUMN_CHANGE[kind] ?? kind;
export const ageStatus = (age: EdgeAge): Status => AGE[age] ?? UNKNOWN;
export const eventStatus = (state: EventState): Status => EVENT[state] ?? UNKNOWN;
export const taskStatus = (state: TaskState): Status => TASK[state] ?? UNKNOWN;
export const changeWord = (kind: ChangeKind): string => CHANGE[kind] ?? kind;
export const variantWord = (kind: VariantKind): string => VARIANT[kind] ?? kind;
export const decisionWord = (kind: AssertionKind): string => DECISION[kind] ?? kind;

/** Worst last; also the number of filled steps of a level mark. */
export const LEVELS: Level[] = ['NONE', 'BRONZE', 'SILVER', 'GOLD'];

/** Condition is coloured at these bounds; Care never is. */
export function conditionTone(value: number): 'ok' | 'warn' | 'fail' {
  if (value >= 75) return 'ok';
  return value >= 60 ? 'warn' : 'fail';
}

/** Freshness that somebody has to look at. */
export const LATE: FreshnessState[] = ['LATE', 'MISSED', 'STOPPED'];

/** Worth a question for the causes: it is overdue, or has lost a tenth of its Condition. */
export const isTroubled = (entity: { freshness: FreshnessState; condition: number | null }) =>
  LATE.includes(entity.freshness) || (entity.condition ?? 100) < 90;

/** Owner states that somebody has to settle. */
export const UNSURE: OwnerState[] = ['ORPHAN', 'STALE', 'CONTESTED'];

/** `owner_set` reads `owner set`. */
export const stemWord = (stem: string): string => stem.replaceAll('_', ' ');

export const OWNER_STATES = Object.keys(OWNER) as OwnerState[];
export const FRESHNESSES = Object.keys(FRESHNESS) as FreshnessState[];
export const RUN_STATES = Object.keys(RUN) as RunState[];

const GONE: Record<ExistenceState, string> = {
  LIVE: '',
  DROPPED: 'Dropped',
  RENAMED: 'Renamed',
  VANISHED: 'Vanished',
};

export const EXISTENCES = Object.keys(GONE) as ExistenceState[];

/** How a dataset went; nothing for one that is there. */
export const goneWord = (state: ExistenceState): string => GONE[state] ?? '';

/** What a node of a map says of itself: its last run, else its last arrival, else nothing known. */
export function nodeStatus(lastRunState: RunState | null, arrived: boolean): Status {
  if (lastRunState) return runStatus(lastRunState);
  return arrived ? { tone: 'ok', word: 'Landed' } : { tone: 'none', word: 'No data' };
}

export const KINDS: Kind[] = [
  'DATASET',
  'JOB',
  'PIPELINE',
  'DASHBOARD',
  'MODEL',
  'COMPONENT',
  'API',
  'RESOURCE',
  'SYSTEM',
  'DOMAIN',
  'TEAM',
  'PERSON',
  'OTHER',
];

/** Kinds that lineage is about; people, teams and systems have none. */
export const LINED: Kind[] = ['DATASET', 'JOB', 'PIPELINE', 'DASHBOARD', 'MODEL'];

/** Kinds that have runs of their own or are written by runs. */
export const RUNNABLE: Kind[] = ['DATASET', 'JOB', 'PIPELINE'];

/** Kinds whose producer may tell what they run. */
export const CODED: Kind[] = ['JOB', 'PIPELINE'];

/** People and teams are neither owned nor judged. */
export const isJudged = (kind: Kind): boolean => kind !== 'TEAM' && kind !== 'PERSON';

export function kindWord(kind: string): string {
  if (kind === 'API') return 'API';
  return kind.charAt(0).toUpperCase() + kind.slice(1).toLowerCase();
}

/** What a thing is; kinds that are `other` to the contract go by the kind of their descriptor. */
export function kindOf({ ref, kind }: { ref: string; kind: Kind }): string {
  if (isTerm(ref)) return 'Glossary term';
  return kindWord(kind === 'OTHER' ? (parseRef(ref)?.kind ?? kind) : kind);
}

const PLATFORMS: Record<string, string> = {
  bigquery: 'BigQuery',
  postgres: 'PostgreSQL',
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  kafka: 'Kafka',
  pubsub: 'Pub/Sub',
  dbt: 'dbt',
  gcs: 'GCS',
  gs: 'GCS',
  s3: 'S3',
};

/** Brand spelling where we know it; else the word with a capital. */
export function platformWord(platform: string): string {
  return PLATFORMS[platform.toLowerCase()] ?? platform.charAt(0).toUpperCase() + platform.slice(1);
}

const BASIS: Record<EdgeBasis, string> = {
  EXPLICIT: 'The producer stated this edge itself',
  COLUMN: 'Column lineage of the target names the source',
  INPUT_OUTPUT: 'A run read the one and wrote the other',
  DECLARED: 'A descriptor or a person declares it',
  PARSED: 'Parsed from SQL text',
};

/** Short enough for a cell: `input and output`. */
export const basisTag = (basis: EdgeBasis): string => basis.toLowerCase().replace('_', ' and ');

export const basisWord = (basis: EdgeBasis): string => BASIS[basis] ?? basis;
