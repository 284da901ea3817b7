/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Splits what was merged wrongly. */
export type AliasDetachInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** Version of `ref` last seen; CONFLICT when it moved on. Not checked when absent. */
  expectedVersion?: number | null | undefined;
  /** Name in it; OpenLineage names are `namespace` and `name` joined by a line feed. */
  key: string;
  /** Why; shown in the audit. */
  reason: string;
  /** Entity that has the name now. */
  ref: string;
  /** Naming scheme: openlineage.dataset or openlineage.job. */
  scheme: string;
};

/** How it is known when the entity asked about arrives. */
export type ArrivalBasis =
  /** Its cadence, or its promise, says when the next one is due. */
  | 'DUE'
  /** The question says so. */
  | 'GIVEN'
  /** It is overdue and does not run: at the earliest it starts now. */
  | 'LATE'
  /** It runs: start of the run and how long runs take; now when it should have ended. */
  | 'RUNNING'
  /** Nothing is known: no forecast. */
  | 'UNKNOWN';

/** What a person asserted about an owner. */
export type AssertionKind =
  /** The present owner is right. */
  | 'CONFIRM'
  /** This team does not own it. */
  | 'DECLINE'
  /** This team owns it. */
  | 'OVERRIDE'
  /** It needs no owner. */
  | 'UNOWNED_OK';

/** What changed before something went wrong. */
export type CauseChangeKind =
  /** Code, SQL or version of the job. */
  | 'CODE'
  /** The job takes much longer than usual. */
  | 'DURATION'
  /** Its accountable team. */
  | 'OWNER'
  /** Its columns. */
  | 'SCHEMA';

/** What is wrong with an entity, the first that holds. */
export type CauseSign =
  /** Its last finished run failed, or was stopped. */
  | 'FAILED'
  /** It is overdue. */
  | 'LATE'
  /** Its own checks cost it 40 points of Condition or more. */
  | 'UNHEALTHY'
  /** Nothing is known of its runs: suspected by what is wrong below it. */
  | 'UNMONITORED';

/** Condition lost or won over some days, by the same rules only; without bounds, whatever was judged that long ago. */
export type ChangeFilter = {
  /** Days, 1 to 90. */
  days?: number | null | undefined;
  /** At least. */
  gte?: number | null | undefined;
  /** At most; -10 means lost 10 or more. */
  lte?: number | null | undefined;
};

/** What happened to a dataset beside being read and written (facet lifecycleStateChange). */
export type ChangeKind =
  /** Its form was changed. */
  | 'ALTERED'
  /** It was made. */
  | 'CREATED'
  /** It was removed. */
  | 'DROPPED'
  /** All its data was replaced. */
  | 'OVERWRITTEN'
  /** It was given the name that it has. */
  | 'RENAMED'
  /** All its data was removed. */
  | 'TRUNCATED';

/** Makes a plan real. */
export type ChangeSetApplyInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** Id (chg_...) of a plan. */
  id: string | number;
  /** Why; shown in the audit. */
  reason?: string | null | undefined;
};

/** Life of a change set. */
export type ChangeSetState =
  /** Done. */
  | 'APPLIED'
  /** Plan no longer valid. */
  | 'EXPIRED'
  /** Result of a dry run; can be applied for one hour. */
  | 'PLANNED'
  /** Done and reversed. */
  | 'UNDONE';

/** Takes back a change set as a whole. */
export type ChangeSetUndoInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** Id (chg_...) of what was applied. */
  id: string | number;
  /** Why; shown in the audit. */
  reason: string;
};

/** What a failure does beyond its points. */
export type CheckSeverity =
  /** A failure also caps Condition at 69. */
  | 'BLOCKER'
  /** Counts its weight. */
  | 'NORMAL';

/** What a check says of an entity. */
export type CheckState =
  /** The check itself broke; counted as NO_DATA. */
  | 'ERROR'
  /** Excused until a date; not counted. */
  | 'EXEMPT'
  /** Bad. */
  | 'FAIL'
  /** Makes no sense for this entity; not counted. */
  | 'NOT_APPLICABLE'
  /** Nothing seen, or seen too long ago; lowers confidence, not the score. */
  | 'NO_DATA'
  /** Good. */
  | 'PASS'
  /** Nearly good; part of the points. */
  | 'WARN';

/** What happened to a column between two schemas. */
export type ColumnChangeKind =
  /** New. */
  | 'ADDED'
  /** Now may be null. */
  | 'LOOSENED'
  /** Type accepts less than before. */
  | 'NARROWED'
  /** Gone. */
  | 'REMOVED'
  /** Has another name. */
  | 'RENAMED'
  /** Another type, and neither is known to hold all of the other. */
  | 'RETYPED'
  /** Only words differ: its description, or another word for the same type. */
  | 'REWORDED'
  /** Now may not be null. */
  | 'TIGHTENED'
  /** Type accepts more than before. */
  | 'WIDENED';

/** One column as it will be. */
export type ColumnInput = {
  /** May be null; same as now when absent. */
  nullable?: boolean | null | undefined;
  /** Dotted path. */
  path: string;
  /** Path it had before. */
  renamedFrom?: string | null | undefined;
  /** Type in the platform's words. */
  type: string;
};

/** Says what a column of a dataset is, whatever its producer says. */
export type ColumnUpdateInput = {
  /** Take back what people said: the producer's description shows again. */
  clear?: boolean | null | undefined;
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Description; at most 100,000 characters. */
  description?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** Version of `ref` last seen; CONFLICT when it moved on. Not checked when absent. */
  expectedVersion?: number | null | undefined;
  /** Dotted path of the column. */
  path: string;
  /** Why; shown in the audit. */
  reason?: string | null | undefined;
  /** Dataset. */
  ref: string;
};

/** Effect of a schema change on readers. */
export type Compatibility =
  /** A known reader breaks. */
  | 'BREAKING'
  /** No reader breaks. */
  | 'OK'
  /** A reader may break, or lineage is too coarse to tell. */
  | 'WARN';

/** How sure a count is. */
export type CountState =
  /** At least this many: counting stopped there. */
  | 'AT_LEAST'
  /** Exact. */
  | 'EXACT'
  /** Not counted: it would cost more than the page. */
  | 'NOT_COUNTED';

/** Which way to follow lineage from a starting entity. */
export type Direction =
  /** Both ways, without turning: ancestors and descendants, not siblings. */
  | 'BOTH'
  /** Towards what is made from it. */
  | 'DOWNSTREAM'
  /** Towards what it is made from. */
  | 'UPSTREAM';

/** Way by which a request came in. */
export type Door =
  /** Django admin. */
  | 'ADMIN'
  /** Backstage catalog API. */
  | 'BACKSTAGE'
  /** Command line. */
  | 'CLI'
  /** GraphQL. */
  | 'GRAPHQL'
  /** Machine write door. */
  | 'INTAKE'
  /** REST. */
  | 'REST'
  /** Headwater itself. */
  | 'SYSTEM'
  /** Web UI. */
  | 'UI';

/** Whether what tells of an edge is still to be believed, by the policy of its source. */
export type EdgeAge =
  /** No longer holds: a later run does not show it, it was retracted, or it was not seen for too long. */
  | 'ENDED'
  /** Seen lately, or declared by a person. */
  | 'FRESH'
  /** Holds, but was not seen for longer than its source's edges usually are. */
  | 'STALE';

/** How an edge is known, strongest first. */
export type EdgeBasis =
  /** Column lineage of the target names the source. */
  | 'COLUMN'
  /** A descriptor or a person declares it. */
  | 'DECLARED'
  /** The producer stated the edge itself (lineage facet). */
  | 'EXPLICIT'
  /** A job read the one and wrote the other; joined edges are inputs times outputs. */
  | 'INPUT_OUTPUT'
  /** Parsed from SQL text. */
  | 'PARSED';

/** Declares that one thing is made from another, where no producer tells it. */
export type EdgeDeclareInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check it all; change nothing. */
  dryRun?: boolean | null | undefined;
  /** Why; shown in the audit. */
  reason: string;
  /** What it is made from. */
  source: string;
  /** What is made. */
  target: string;
};

/** Takes back an edge that people declared. */
export type EdgeRetractInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check it all; change nothing. */
  dryRun?: boolean | null | undefined;
  /** Why; shown in the audit. */
  reason: string;
  /** What it is made from. */
  source: string;
  /** What is made. */
  target: string;
};

/** What people may edit of an entity. */
export type EditField =
  /** Description. */
  | 'DESCRIPTION'
  /** Terms of the glossary that were added or removed. */
  | 'GLOSSARY_TERMS'
  /** Lifecycle. */
  | 'LIFECYCLE'
  /** The list of links. */
  | 'LINKS'
  /** Tags that were added or removed. */
  | 'TAGS'
  /** Importance. */
  | 'TIER'
  /** Title. */
  | 'TITLE';

/** Which entities; all fields that are given hold. At most 4 levels and 50 conditions. */
export type EntityFilter = {
  /** All of these hold. */
  and?: Array<EntityFilter> | null | undefined;
  /** Care, 0 to 100. */
  care?: IntFilter | null | undefined;
  /** Condition, 0 to 100. */
  condition?: IntFilter | null | undefined;
  /** Condition lost or won. */
  conditionChange?: ChangeFilter | null | undefined;
  /** Domains, with all below them. */
  domains?: Array<string> | null | undefined;
  /** Whether it is there. */
  existence?: Array<ExistenceState> | null | undefined;
  /** Checks that fail, by id; any of them. */
  failingChecks?: Array<string> | null | undefined;
  /** Freshness states. */
  freshness?: Array<FreshnessState> | null | undefined;
  /** Terms of the glossary; any of them. A bare name is one of namespace default. */
  glossaryTerms?: Array<string> | null | undefined;
  /** Kinds. */
  kinds?: Array<Kind> | null | undefined;
  /** Levels. */
  levels?: Array<Level> | null | undefined;
  /** Lifecycles. */
  lifecycles?: Array<string> | null | undefined;
  /** Name. */
  name?: StringFilter | null | undefined;
  /** Namespace. */
  namespace?: StringFilter | null | undefined;
  /** This does not hold. */
  not?: EntityFilter | null | undefined;
  /** One of these holds. */
  or?: Array<EntityFilter> | null | undefined;
  /** Owner states. */
  ownerStates?: Array<OwnerState> | null | undefined;
  /** Accountable teams; of a person, the teams they are in. */
  owners?: Array<string> | null | undefined;
  /** Also what teams below `owners` own. */
  ownersIncludeChildren?: boolean | null | undefined;
  /** Pipelines: their jobs. */
  pipelines?: Array<string> | null | undefined;
  /** Platforms. */
  platforms?: Array<string> | null | undefined;
  /** References. */
  refs?: Array<string> | null | undefined;
  /** Sources that claim it, by key. */
  sources?: Array<string> | null | undefined;
  /** Systems. */
  systems?: Array<string> | null | undefined;
  /** Tags; any of them. */
  tags?: Array<string> | null | undefined;
  /** Tier, 1 most important to 5. */
  tier?: IntFilter | null | undefined;
  /** Types, such as table or topic. */
  types?: Array<string> | null | undefined;
};

/** Makes two datasets, or two jobs, one. */
export type EntityMergeInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** Version of `ref` last seen; CONFLICT when it moved on. Not checked when absent. */
  expectedVersion?: number | null | undefined;
  /** Entity that stays. */
  into: string;
  /** Why; shown in the audit. */
  reason: string;
  /** Entity that goes. */
  ref: string;
};

/** How to sort entities; ties are broken by ref, so the order is total. */
export type EntityOrder = {
  /** By what. */
  by: EntitySort;
  /** Which way. */
  direction?: SortDirection | null | undefined;
};

/** These, or all under a filter; at most 500. */
export type EntitySelection = {
  /** All under a filter; at most 500. Dry run first, then change_set_apply. */
  filter?: EntityFilter | null | undefined;
  /** These; at most 500. */
  refs?: Array<string> | null | undefined;
};

/** What entity lists sort by; entities without the value come last. */
export type EntitySort =
  /** Care. */
  | 'CARE'
  /** Condition. */
  | 'CONDITION'
  /** Condition lost or won over filter.condition_change.days, 7 when absent. */
  | 'CONDITION_CHANGE'
  /** Level. */
  | 'LEVEL'
  /** Title. */
  | 'NAME'
  /** Match of the text, weighted by use, tier, health and arrival; by those alone without a text. */
  | 'RELEVANCE'
  /** Tier, 1 first. */
  | 'TIER'
  /** Last change. */
  | 'UPDATED_AT';

/** Says what entities are, whatever sources say. What is absent stays as it is. */
export type EntityUpdateInput = {
  /** Terms of the glossary it has, whatever sources say: refs, a bare name in namespace default. */
  addGlossaryTerms?: Array<string> | null | undefined;
  /** Tags it has, whatever sources say. */
  addTags?: Array<string> | null | undefined;
  /** Take back what people said of these: sources decide again. */
  clear?: Array<EditField> | null | undefined;
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Description in Markdown; at most 100,000 characters. */
  description?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** For which entities. */
  entities: EntitySelection;
  /** Version last seen; CONFLICT when it moved on. Not checked when absent; only for exactly one entity. */
  expectedVersion?: number | null | undefined;
  /** Lifecycle: experimental, production, deprecated, ... */
  lifecycle?: string | null | undefined;
  /** The list of links as a whole; empty: none. */
  links?: Array<LinkInput> | null | undefined;
  /** Why; shown in the audit. */
  reason?: string | null | undefined;
  /** Terms of the glossary it has not, whatever sources say. */
  removeGlossaryTerms?: Array<string> | null | undefined;
  /** Tags it has not, whatever sources say. */
  removeTags?: Array<string> | null | undefined;
  /** Leave out what is unknown, and report it, instead of doing nothing. */
  skipUnknown?: boolean | null | undefined;
  /** Importance, 1 most important to 5; takes the right owner.set. */
  tier?: number | null | undefined;
  /** Title; at most 500 characters. */
  title?: string | null | undefined;
};

/** Lets parked events go: they are not applied, and no longer listed. */
export type EventDropInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Answer which events it would be; change nothing. */
  dryRun?: boolean | null | undefined;
  /** These events (evt_...); at most 500. */
  ids?: Array<string> | null | undefined;
  /** All parked events of what calls itself this producer, the oldest 500. */
  producer?: string | null | undefined;
  /** Why; shown in the audit. */
  reason: string;
  /** All parked events of this source, the oldest 500. */
  source?: string | null | undefined;
};

/** Puts events back on the queue: parked ones, and applied ones, which merge with what they made before. */
export type EventReplayInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Answer which events it would be; change nothing. */
  dryRun?: boolean | null | undefined;
  /** These events (evt_...); at most 500. */
  ids?: Array<string> | null | undefined;
  /** All parked events of what calls itself this producer, the oldest 500. */
  producer?: string | null | undefined;
  /** Why; shown in the audit. */
  reason: string;
  /** All parked events of this source, the oldest 500. */
  source?: string | null | undefined;
};

/** What became of an event that was stored. */
export type EventState =
  /** Applied; or dropped by a person, after it could not be. */
  | 'APPLIED'
  /** Could not be applied; kept, can be applied again. */
  | 'PARKED'
  /** Committed, not applied yet. */
  | 'STORED';

/** Shape of an OpenLineage event. */
export type EventType =
  /** About a dataset. */
  | 'DATASET'
  /** About a job. */
  | 'JOB'
  /** About a run. */
  | 'RUN';

/** What became of one piece of evidence. */
export type EvidenceOutcome =
  /** It could not count; the reason says why. */
  | 'IGNORED'
  /** Something of higher precedence, or newer, decided otherwise. */
  | 'LOST'
  /** It decided, or agrees with what was decided. */
  | 'WON';

/** Whether an entity is there, as far as events and sources tell. */
export type ExistenceState =
  /** It was dropped, and nothing wrote it since. */
  | 'DROPPED'
  /** Nothing says that it is gone. */
  | 'LIVE'
  /** It has another name, and nothing wrote it under this one since. */
  | 'RENAMED'
  /** No source describes it any more; it is hidden after days of grace. */
  | 'VANISHED';

/** What entities can be counted by. */
export type FacetField =
  /** Domain. */
  | 'DOMAIN'
  /** Whether it is there. */
  | 'EXISTENCE'
  /** Freshness state. */
  | 'FRESHNESS'
  /** Kind. */
  | 'KIND'
  /** Level. */
  | 'LEVEL'
  /** Lifecycle. */
  | 'LIFECYCLE'
  /** Namespace. */
  | 'NAMESPACE'
  /** Accountable team. */
  | 'OWNER'
  /** Owner state. */
  | 'OWNER_STATE'
  /** Platform. */
  | 'PLATFORM'
  /** Source that claims it. */
  | 'SOURCE'
  /** System. */
  | 'SYSTEM'
  /** Tag. */
  | 'TAG'
  /** Term of the glossary. */
  | 'TERM'
  /** Tier. */
  | 'TIER'
  /** Type, as in table or topic. */
  | 'TYPE';

/** Did it come when expected. */
export type FreshnessState =
  /** No cadence can be learned and none is declared. */
  | 'IRREGULAR'
  /** Past its deadline, less than one cycle. */
  | 'LATE'
  /** A whole slot passed without arrival. */
  | 'MISSED'
  /** Arrived, or not yet due. */
  | 'ON_TIME'
  /** Five cycles missed; no more alarms. */
  | 'STOPPED'
  /** Not enough arrivals seen, or its source is silent. */
  | 'UNKNOWN';

/** Which nodes a lineage answer keeps; edges through nodes left out are joined. */
export type Grain =
  /** Datasets, dashboards and models only. */
  | 'DATASET'
  /** Domains in place of what is in them; what is in none stands for itself. */
  | 'DOMAIN'
  /** Datasets and jobs. */
  | 'FULL'
  /** Jobs only. */
  | 'JOB'
  /** Datasets, and pipelines in place of their jobs. */
  | 'PIPELINE'
  /** Systems in place of what is in them; what is in none stands for itself. */
  | 'SYSTEM'
  /** Owners in place of what they own; what nobody owns stands for itself. */
  | 'TEAM';

/** The two numbers that health is. */
export type HealthNumber =
  /** Is it looked after. */
  | 'CARE'
  /** Can it be trusted now. */
  | 'CONDITION';

/** Conditions on a number; all that are given hold. */
export type IntFilter = {
  /** Equal. */
  eq?: number | null | undefined;
  /** More than. */
  gt?: number | null | undefined;
  /** At least. */
  gte?: number | null | undefined;
  /** Less than. */
  lt?: number | null | undefined;
  /** At most. */
  lte?: number | null | undefined;
};

/** What people call an entity (docs/questions.md rule 5). */
export type Kind =
  /** Interface between components. */
  | 'API'
  /** Software component. */
  | 'COMPONENT'
  /** Dashboard or report that reads data. */
  | 'DASHBOARD'
  /** Table, view, topic, file set: data that can be read. */
  | 'DATASET'
  /** Business area: a group of systems. */
  | 'DOMAIN'
  /** One step that reads and writes data. */
  | 'JOB'
  /** Machine learning model. */
  | 'MODEL'
  /** Kind without a type of its own, such as a location or a custom kind. */
  | 'OTHER'
  /** One person. */
  | 'PERSON'
  /** Scheduled group of jobs, such as a DAG. */
  | 'PIPELINE'
  /** Resource that is no dataset, such as a bucket or a queue server. */
  | 'RESOURCE'
  /** Group of entities that work together. */
  | 'SYSTEM'
  /** Group of people; the only kind that can be accountable. */
  | 'TEAM';

/** How far an entity has come: gates, not averages. */
export type Level =
  /** First gate. */
  | 'BRONZE'
  /** Third gate. */
  | 'GOLD'
  /** No gate passed. */
  | 'NONE'
  /** Second gate. */
  | 'SILVER';

/** Link to a page. */
export type LinkInput = {
  /** Icon name. */
  icon?: string | null | undefined;
  /** Text to show. */
  title?: string | null | undefined;
  /** What it leads to, such as runbook or dashboard. */
  type?: string | null | undefined;
  /** Address: http, https or mailto. */
  url: string;
};

/** What a dataset lacks. */
export type OrphanKind =
  /** Nothing reads it, and nothing writes it. */
  | 'ISOLATED'
  /** Something writes it, nothing reads it. */
  | 'UNREAD'
  /** Something reads it, nothing is known to write it. */
  | 'UNWRITTEN';

/** Takes back what people decided of the owner. */
export type OwnerClearInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** For which entities. */
  entities: EntitySelection;
  /** Version last seen; CONFLICT when it moved on. Not checked when absent; only for exactly one entity. */
  expectedVersion?: number | null | undefined;
  /** Why; shown in the audit. */
  reason: string;
  /** Leave out what is unknown, and report it, instead of doing nothing. */
  skipUnknown?: boolean | null | undefined;
};

/** Says that the present owner is right. */
export type OwnerConfirmInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** For which entities. */
  entities: EntitySelection;
  /** Version last seen; CONFLICT when it moved on. Not checked when absent; only for exactly one entity. */
  expectedVersion?: number | null | undefined;
  /** Why; shown in the audit. */
  reason?: string | null | undefined;
  /** Leave out what is unknown, and report it, instead of doing nothing. */
  skipUnknown?: boolean | null | undefined;
};

/** Says that a team does not own entities. */
export type OwnerDeclineInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** For which entities. */
  entities: EntitySelection;
  /** Version last seen; CONFLICT when it moved on. Not checked when absent; only for exactly one entity. */
  expectedVersion?: number | null | undefined;
  /** Team to try instead. */
  instead?: string | null | undefined;
  /** Why; shown in the audit. */
  reason: string;
  /** Leave out what is unknown, and report it, instead of doing nothing. */
  skipUnknown?: boolean | null | undefined;
  /** Team that declines. */
  team: string;
};

/** What an owner is for. */
export type OwnerRole =
  /** Answers for the entity; exactly one team. */
  | 'ACCOUNTABLE'
  /** Person to ask; never accountable. */
  | 'CONTACT'
  /** Knows what the data means. */
  | 'DOMAIN'
  /** Guards policy and quality. */
  | 'STEWARD'
  /** Runs and repairs it. */
  | 'TECHNICAL';

/** Says who owns entities, whatever sources say. */
export type OwnerSetInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** For which entities. */
  entities: EntitySelection;
  /** Version last seen; CONFLICT when it moved on. Not checked when absent; only for exactly one entity. */
  expectedVersion?: number | null | undefined;
  /** Team (or person, for CONTACT). */
  owner: string;
  /** Why; shown in the audit. */
  reason: string;
  /** Look at it again then; 180 days when absent. */
  reviewAt?: string | null | undefined;
  /** Leave out what is unknown, and report it, instead of doing nothing. */
  skipUnknown?: boolean | null | undefined;
};

/** How an owner was decided. */
export type OwnerState =
  /** A team accepted it. */
  | 'CONFIRMED'
  /** Two sources of equal rank name different teams; the newer is shown. */
  | 'CONTESTED'
  /** A source declares it. */
  | 'DECLARED'
  /** No owner; suggestions may exist. */
  | 'ORPHAN'
  /** A person set it; wins over every source. */
  | 'OVERRIDDEN'
  /** The owner is gone, inactive or cannot be found. */
  | 'STALE'
  /** A person decided that it needs none. */
  | 'UNOWNED_OK';

/** Says that entities need no owner. */
export type OwnerWaiveInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** For which entities. */
  entities: EntitySelection;
  /** Version last seen; CONFLICT when it moved on. Not checked when absent; only for exactly one entity. */
  expectedVersion?: number | null | undefined;
  /** Why; shown in the audit. */
  reason: string;
  /** Look at it again then; 180 days when absent. */
  reviewAt?: string | null | undefined;
  /** Leave out what is unknown, and report it, instead of doing nothing. */
  skipUnknown?: boolean | null | undefined;
};

/** What everything in reach can be counted by. */
export type ReachField =
  /** Domain. */
  | 'DOMAIN'
  /** Kind. */
  | 'KIND'
  /** Accountable team. */
  | 'OWNER'
  /** Platform. */
  | 'PLATFORM'
  /** System. */
  | 'SYSTEM'
  /** Tier. */
  | 'TIER';

/** What a person may do in general; owning teams may do more on what they own. */
export type RoleName =
  /** May do everything. */
  | 'ADMIN'
  /** May edit documents. */
  | 'EDITOR'
  /** May read. */
  | 'VIEWER';

/** Which runs. */
export type RunFilter = {
  /** Started in. */
  startedAt?: TimeFilter | null | undefined;
  /** States. */
  states?: Array<RunState> | null | undefined;
};

/** State of one run, the same for every scheduler. */
export type RunState =
  /** Stopped by a person or the scheduler. */
  | 'ABORTED'
  /** Ended badly. */
  | 'FAILED'
  /** Accepted, not started. */
  | 'QUEUED'
  /** Started, no end seen. */
  | 'RUNNING'
  /** Slot skipped on purpose. */
  | 'SKIPPED'
  /** Ended well. */
  | 'SUCCESS'
  /** The source does not say. */
  | 'UNKNOWN';

/** Sort direction. */
export type SortDirection =
  /** Smallest, earliest, A first. */
  | 'ASC'
  /** Largest, latest, Z first. */
  | 'DESC';

/** Health of a source as a whole. */
export type SourceState =
  /** Failed five times or more in a row; asked again less and less often. */
  | 'BACKING_OFF'
  /** Its connector could not be loaded. */
  | 'BROKEN'
  /** Last sync was partial or failed. */
  | 'FAILING'
  /** Reads well. */
  | 'OK'
  /** Switched off. */
  | 'PAUSED'
  /** Nothing heard for twice its interval. */
  | 'SILENT'
  /** What its last sync changes waits for approval. */
  | 'WAITING';

/** Conditions on a text; all that are given hold. */
export type StringFilter = {
  /** Contains; at least 3 characters. */
  contains?: string | null | undefined;
  /** Equal. */
  eq?: string | null | undefined;
  /** Equal to one. */
  in?: Array<string> | null | undefined;
  /** Starts with. */
  prefix?: string | null | undefined;
};

/** Lets happen what a sync planned, or the removals that it held. */
export type SyncApproveInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** Id (syn_...) of a sync that waits. */
  id: string | number;
  /** Why; shown in the audit. */
  reason: string;
};

/** What a sync does to what its source claims of an entity. */
export type SyncChangeKind =
  /** Claims it for the first time, or again. */
  | 'CREATE'
  /** Claims it no more. */
  | 'DELETE'
  /** Claims something else. */
  | 'UPDATE';

/** Leaves undone what a sync planned or held. */
export type SyncDeclineInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** Id (syn_...) of a sync that waits. */
  id: string | number;
  /** Why; shown in the audit. */
  reason: string;
};

/** Life of one reading of a source. */
export type SyncState =
  /** Approved; being applied. */
  | 'APPROVED'
  /** What waited was declined. */
  | 'DECLINED'
  /** Failed; nothing was deleted. */
  | 'FAILED'
  /** Done but for its removals, which are many or were taken back before: they wait for approval. */
  | 'HELD'
  /** Done in part; nothing was deleted. */
  | 'PARTIAL'
  /** Read; nothing is changed until somebody approves. */
  | 'PLANNED'
  /** Reading. */
  | 'RUNNING'
  /** Done, complete. */
  | 'SUCCEEDED'
  /** What waited was not decided before the source was read again. */
  | 'SUPERSEDED';

/** Brings back what a sync removed. */
export type SyncUndoInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** Id (syn_...) of a sync of the last 30 days. */
  id: string | number;
  /** Why; shown in the audit. */
  reason: string;
};

/** How a background task does. */
export type TaskState =
  /** Its last run broke; the error says how. */
  | 'FAILING'
  /** Its last run went well. */
  | 'OK'
  /** It has not run for three times its interval. */
  | 'OVERDUE'
  /** It has not run yet. */
  | 'WAITING';

/** Why a restricted text is or is not there. */
export type TextState =
  /** It was never sent. */
  | 'ABSENT'
  /** Text is present. */
  | 'AVAILABLE'
  /** It was deleted by retention. */
  | 'EXPIRED'
  /** It exists, the viewer may not read it. */
  | 'REDACTED';

/** Instants from `since` on and before `until`; both optional. */
export type TimeFilter = {
  /** At or after. */
  since?: string | null | undefined;
  /** Before. */
  until?: string | null | undefined;
};

/** How one column shapes another. */
export type TransformationType =
  /** The value itself flows: copy, expression, aggregate. */
  | 'DIRECT'
  /** The column only filters, joins, groups, sorts or windows. */
  | 'INDIRECT'
  /** The producer does not say. */
  | 'UNKNOWN';

/** Keeps two entities apart although their names are alike. */
export type VariantDismissInput = {
  /** Any text; comes back in the payload. */
  clientMutationId?: string | null | undefined;
  /** Check and answer what would change; write nothing but the plan. */
  dryRun?: boolean | null | undefined;
  /** Version of `ref` last seen; CONFLICT when it moved on. Not checked when absent. */
  expectedVersion?: number | null | undefined;
  /** The other. */
  other: string;
  /** Why; shown in the audit. */
  reason: string;
  /** One entity. */
  ref: string;
};

/** In what two names of, perhaps, one thing differ. */
export type VariantKind =
  /** Upper and lower case. */
  | 'CASE'
  /** Parts of one dataset: a day, a partition, a file of it. */
  | 'PARTITION'
  /** Slashes doubled, in front or behind; file: in front of a path. */
  | 'PATH'
  /** The store's own port, written out or left out. */
  | 'PORT'
  /** Quotes, backticks or brackets around parts of the name. */
  | 'QUOTING'
  /** Another word for the same kind of store, such as s3a for s3. */
  | 'SCHEME';

/** What became of something that was wrong in an event. */
export type WarningKind =
  /** The event was more than an hour in the future; it counts for the moment it arrived. */
  | 'AHEAD'
  /** A facet too large for a large event was left out; the rest is stored. */
  | 'DROPPED'
  /** A secret was taken out; the rest is stored. */
  | 'REDACTED'
  /** The event was refused; nothing of it is stored. */
  | 'REJECTED'
  /** SQL of a job tells no columns; nothing else is missing. */
  | 'UNREAD';

export type AuditEntriesQueryVariables = Exact<{
  target?: string | null | undefined;
  by?: string | null | undefined;
  actions?: Array<string> | string | null | undefined;
  allowed?: boolean | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type AuditEntriesQuery = { auditEntries: { nodes: Array<{ id: string, at: string, by: string, door: Door, action: string, target: string | null, allowed: boolean, reason: string | null, before: unknown, after: unknown, changeSetId: string | null, requestId: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AuditChangeSetQueryVariables = Exact<{
  id: string | number;
}>;


export type AuditChangeSetQuery = { changeSet: { id: string, state: ChangeSetState, command: string, by: string, door: Door, reason: string | null, createdAt: string, appliedAt: string | null, entityCount: number, skipped: Array<string>, undoneBy: string | null, undoes: string | null, changes: Array<{ field: string, text: string, before: unknown, after: unknown, entity: { ref: string, kind: Kind, title: string, exists: boolean } }> } | null };

export type CausesQueryVariables = Exact<{
  ref: string;
}>;


export type CausesQuery = { causes: { sign: CauseSign | null, since: string | null, unmonitoredCount: number, truncated: boolean, causes: Array<{ sign: CauseSign, onsetAt: string | null, explains: number, entity:
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
        | { ref: string, title: string, namespace: string }
      , changes: Array<{ kind: CauseChangeKind, at: string, text: string }>, path: Array<{ ref: string, kind: Kind, title: string, exists: boolean }>, team: { ref: string, kind: Kind, title: string, exists: boolean } | null }> } };

export type JobCodeQueryVariables = Exact<{
  ref: string;
}>;


export type JobCodeQuery = { code: { language: string | null, dialect: string | null, repoUrl: string | null, path: string | null, version: string | null, url: string | null, seenAt: string, sql: { text: string | null, state: TextState }, sourceCode: { text: string | null, state: TextState } } | null };

export type EntityHeadQueryVariables = Exact<{
  ref: string;
}>;


export type EntityHeadQuery = { entity:
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, schema: { columnCount: number } | null, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, glossaryTerms: Array<{ ref: string, title: string, definition: string | null, exists: boolean }>, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
   | null };

export type EntityDetailQueryVariables = Exact<{
  ref: string;
}>;


export type EntityDetailQuery = { entity:
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null, icon: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string, mergedFrom: string | null, mergedBy: string | null, mergedAt: string | null, mergedReason: string | null }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, by: string | null, redundant: boolean, hidesNewer: boolean, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
   | null };

export type ExistenceQueryVariables = Exact<{
  ref: string;
}>;


export type ExistenceQuery = { existence: { state: ExistenceState, since: string | null, job: { ref: string, kind: Kind, title: string, exists: boolean } | null, renamedTo: { ref: string, kind: Kind, title: string, exists: boolean } | null, changes: Array<{ kind: ChangeKind, at: string, job: { ref: string, kind: Kind, title: string, exists: boolean } | null, former: { ref: string, kind: Kind, title: string, exists: boolean } | null }> } };

export type SaidQueryVariables = Exact<{
  ref: string;
}>;


export type SaidQuery = { facets: { facets: unknown } };

export type DependencyRowFragment = { type: string | null, sequenceRule: string | null, statusRule: string | null, lastSeenAt: string, job: { ref: string, kind: Kind, title: string, exists: boolean } };

export type ControlFlowQueryVariables = Exact<{
  ref: string;
}>;


export type ControlFlowQuery = { controlFlow: { triggerRule: string | null, runsAfter: Array<{ type: string | null, sequenceRule: string | null, statusRule: string | null, lastSeenAt: string, job: { ref: string, kind: Kind, title: string, exists: boolean } }>, runsBefore: Array<{ type: string | null, sequenceRule: string | null, statusRule: string | null, lastSeenAt: string, job: { ref: string, kind: Kind, title: string, exists: boolean } }> } };

export type PatchQueryVariables = Exact<{
  ref: string;
}>;


export type PatchQuery = { patches: Array<{ source: string | null, item: string | null, url: string | null, redundant: Array<string>, fragment: string }> };

export type EntityUpdateMutationVariables = Exact<{
  input: EntityUpdateInput;
}>;


export type EntityUpdateMutation = { entityUpdate: { changeSet: { id: string } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type AliasDetachMutationVariables = Exact<{
  input: AliasDetachInput;
}>;


export type AliasDetachMutation = { aliasDetach: { changeSet: { id: string } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type EstateQueryVariables = Exact<{ [key: string]: never; }>;


export type EstateQuery = { entitySearch: { totalCount: number | null, totalCountState: CountState }, sources: { nodes: Array<{ key: string, state: SourceState }> } };

export type HealthQueryVariables = Exact<{
  ref: string;
}>;


export type HealthQuery = { health: { condition: number | null, care: number | null, conditionConfidence: number, careConfidence: number, level: Level, nextLevel: Array<string>, cap: string | null, rulesVersion: number, computedAt: string | null, dimensions: Array<{ key: string, condition: boolean, weight: number, score: number | null, coverage: number }>, verdicts: Array<{ check: string, title: string, dimension: string, state: CheckState, severity: CheckSeverity, weight: number, lostPoints: number, text: string, evidence: unknown, observedAt: string | null, since: string, remedy: string | null, attributedTo: { ref: string, kind: Kind, title: string, exists: boolean } | null }>, mentions: Array<{ ref: string, kind: Kind, title: string, exists: boolean }>, remedies: Array<{ check: string, text: string, gain: number, effortMinutes: number | null, own: boolean }>, history: Array<{ since: string, until: string | null, condition: number | null, care: number | null, level: Level, rulesVersion: number }> } };

export type TasksQueryVariables = Exact<{ [key: string]: never; }>;


export type TasksQuery = { tasks: Array<{ name: string, title: string, state: TaskState, intervalSeconds: number, startedAt: string | null, durationSeconds: number | null, rowCount: number | null, totalCount: number, runCount: number, failureCount: number, backlog: number | null, backlogSeconds: number | null, error: string | null, failedAt: string | null }> };

export type EdgeProofsQueryVariables = Exact<{
  source: string;
  target: string;
  asOf?: string | null | undefined;
}>;


export type EdgeProofsQuery = { edge: { basis: EdgeBasis | null, evidence: Array<{ basis: EdgeBasis, source: string, firstSeenAt: string, lastSeenAt: string, validTo: string | null, age: EdgeAge, count: number, url: string | null, note: string | null, job: { ref: string, kind: Kind, title: string, exists: boolean } | null }> } | null };

export type EdgeDeclareMutationVariables = Exact<{
  input: EdgeDeclareInput;
}>;


export type EdgeDeclareMutation = { edgeDeclare: { target: { ref: string } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type EdgeRetractMutationVariables = Exact<{
  input: EdgeRetractInput;
}>;


export type EdgeRetractMutation = { edgeRetract: { target: { ref: string } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type ReachCountFragment = { totalCount: number, hiddenCount: number, facets: Array<{ field: ReachField, moreCount: number, values: Array<{ value: string | null, count: number }> }> };

export type LineageReachQueryVariables = Exact<{
  refs: Array<string> | string;
  asOf?: string | null | undefined;
}>;


export type LineageReachQuery = { up: { totalCount: number, hiddenCount: number, facets: Array<{ field: ReachField, moreCount: number, values: Array<{ value: string | null, count: number }> }> }, down: { totalCount: number, hiddenCount: number, facets: Array<{ field: ReachField, moreCount: number, values: Array<{ value: string | null, count: number }> }> } };

export type ImpactsQueryVariables = Exact<{
  ref: string;
  direction: Direction;
  asOf?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type ImpactsQuery = { impacts: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ hop: number, lastReadAt: string | null, path: Array<{ ref: string, kind: Kind, title: string, exists: boolean }>, entity:
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, title: string, tier: number | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ContactsQueryVariables = Exact<{
  ref: string;
  asOf?: string | null | undefined;
}>;


export type ContactsQuery = { contacts: Array<{ channel: string | null, count: number, topTier: number | null, hop: number, team: { ref: string, kind: Kind, title: string, exists: boolean } | null, leads: Array<{ ref: string, kind: Kind, title: string, exists: boolean }>, entities: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> }> };

export type WalkNodeFragment = { key: string, kind: Kind, hidden: boolean, stub: boolean, gone: boolean, hop: number, moreUpstream: number, moreDownstream: number, lastRunState: RunState | null, lastRunAt: string | null, entity:
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
   | null };

export type WalkEdgeFragment = { source: string, target: string, basis: EdgeBasis, count: number, age: EdgeAge, validFrom: string, validTo: string | null, evidence: Array<{ basis: EdgeBasis, source: string, age: EdgeAge, firstSeenAt: string, lastSeenAt: string, count: number, url: string | null }>, via: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> };

export type LineageWalkQueryVariables = Exact<{
  refs: Array<string> | string;
  direction: Direction;
  maxHops: number;
  limit: number;
  grain: Grain;
  windowDays: number;
  asOf?: string | null | undefined;
}>;


export type LineageWalkQuery = { lineageWalk: { asOf: string, truncated: boolean, totalCount: number | null, totalCountState: CountState, hiddenCount: number, nodes: Array<{ key: string, kind: Kind, hidden: boolean, stub: boolean, gone: boolean, hop: number, moreUpstream: number, moreDownstream: number, lastRunState: RunState | null, lastRunAt: string | null, entity:
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
       | null }>, edges: Array<{ source: string, target: string, basis: EdgeBasis, count: number, age: EdgeAge, validFrom: string, validTo: string | null, evidence: Array<{ basis: EdgeBasis, source: string, age: EdgeAge, firstSeenAt: string, lastSeenAt: string, count: number, url: string | null }>, via: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> }> } };

export type LineageWaysQueryVariables = Exact<{
  source: string;
  target: string;
  asOf?: string | null | undefined;
}>;


export type LineageWaysQuery = { lineageTrace: { complete: boolean, paths: Array<{ hops: number, nodes: Array<{ key: string, kind: Kind, hidden: boolean, stub: boolean, gone: boolean, hop: number, moreUpstream: number, moreDownstream: number, lastRunState: RunState | null, lastRunAt: string | null, entity:
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
          | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
         | null }>, edges: Array<{ source: string, target: string, basis: EdgeBasis, count: number, age: EdgeAge, validFrom: string, validTo: string | null, evidence: Array<{ basis: EdgeBasis, source: string, age: EdgeAge, firstSeenAt: string, lastSeenAt: string, count: number, url: string | null }>, via: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> }> }> } };

export type LineageDifferenceQueryVariables = Exact<{
  refs: Array<string> | string;
  since: string;
  until?: string | null | undefined;
  direction: Direction;
  maxHops: number;
  limit: number;
  grain: Grain;
}>;


export type LineageDifferenceQuery = { lineageCompare: { since: string, until: string, truncated: boolean, nodes: Array<{ key: string, kind: Kind, hidden: boolean, stub: boolean, gone: boolean, hop: number, moreUpstream: number, moreDownstream: number, lastRunState: RunState | null, lastRunAt: string | null, entity:
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
       | null }>, added: Array<{ source: string, target: string, basis: EdgeBasis, count: number, age: EdgeAge, validFrom: string, validTo: string | null, evidence: Array<{ basis: EdgeBasis, source: string, age: EdgeAge, firstSeenAt: string, lastSeenAt: string, count: number, url: string | null }>, via: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> }>, removed: Array<{ source: string, target: string, basis: EdgeBasis, count: number, age: EdgeAge, validFrom: string, validTo: string | null, evidence: Array<{ basis: EdgeBasis, source: string, age: EdgeAge, firstSeenAt: string, lastSeenAt: string, count: number, url: string | null }>, via: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> }>, changed: Array<{ source: string, target: string, basis: EdgeBasis, count: number, age: EdgeAge, validFrom: string, validTo: string | null, evidence: Array<{ basis: EdgeBasis, source: string, age: EdgeAge, firstSeenAt: string, lastSeenAt: string, count: number, url: string | null }>, via: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> }>, schemas: Array<{ compatibility: Compatibility, dataset: { ref: string, kind: Kind, title: string, exists: boolean }, changes: Array<{ kind: ColumnChangeKind, path: string, compatibility: Compatibility }> }> } };

export type AttentionQueryVariables = Exact<{
  late: EntityFilter;
  failing: EntityFilter;
  unsure: EntityFilter;
  order: EntityOrder;
  first: number;
}>;


export type AttentionQuery = { late: { totalCount: number | null, totalCountState: CountState, nodes: Array<
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    > }, failing: { totalCount: number | null, totalCountState: CountState, nodes: Array<
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    > }, unsure: { totalCount: number | null, totalCountState: CountState, nodes: Array<
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    > } };

export type AttentionPageFragment = { totalCount: number | null, totalCountState: CountState, nodes: Array<
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
  > };

export type MoversQueryVariables = Exact<{
  filter: EntityFilter;
  first: number;
}>;


export type MoversQuery = { entitySearch: { totalCount: number | null, totalCountState: CountState, nodes: Array<
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    > } };

export type InstalledChecksQueryVariables = Exact<{ [key: string]: never; }>;


export type InstalledChecksQuery = { checks: Array<{ id: string, countsFor: HealthNumber }> };

export type WorstTeamsQueryVariables = Exact<{ [key: string]: never; }>;


export type WorstTeamsQuery = { scorecard: { rows: Array<{ value: string, title: string, count: number, medianCondition: number | null, medianConditionBefore: number | null, levels: Array<{ level: Level, count: number }> }> } };

export type OwnershipQueryVariables = Exact<{
  ref: string;
}>;


export type OwnershipQuery = { ownership: { state: OwnerState | null, since: string | null, accepted: boolean, staleReasons: Array<string>, accountable: { ref: string, kind: Kind, title: string, exists: boolean } | null, roles: Array<{ role: OwnerRole, source: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } }>, suggestions: Array<{ band: string, families: Array<string>, reasons: Array<string>, team: { ref: string, kind: Kind, title: string, exists: boolean } }>, evidence: Array<{ tier: number, source: string, family: string, role: OwnerRole, strength: number, outcome: EvidenceOutcome, reason: string | null, text: string, eventAt: string | null, observedAt: string | null, url: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }>, assertions: Array<{ id: string, kind: AssertionKind, by: string, reason: string | null, createdAt: string, reviewAt: string | null, redundant: boolean, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }>, hiddenDeclaration: { ref: string, kind: Kind, title: string, exists: boolean } | null, entity: { ref: string, kind: Kind, title: string, exists: boolean }, mentions: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> }, ownershipPeriods: Array<{ role: OwnerRole, state: OwnerState, text: string, since: string, until: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }> };

export type ChangeSetRowFragment = { id: string, state: ChangeSetState, command: string, by: string, door: Door, reason: string | null, createdAt: string, undoable: boolean, entityCount: number, changes: Array<{ field: string, text: string, before: unknown, after: unknown, entity: { ref: string } }> };

export type OwnerEditsQueryVariables = Exact<{
  ref: string;
  first: number;
  after?: string | null | undefined;
}>;


export type OwnerEditsQuery = { changeSets: { nodes: Array<{ id: string, state: ChangeSetState, command: string, by: string, door: Door, reason: string | null, createdAt: string, undoable: boolean, entityCount: number, changes: Array<{ field: string, text: string, before: unknown, after: unknown, entity: { ref: string } }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OwnerResultFragment = { changeSet: { id: string, state: ChangeSetState, command: string, by: string, door: Door, reason: string | null, createdAt: string, undoable: boolean, entityCount: number, changes: Array<{ field: string, text: string, before: unknown, after: unknown, entity: { ref: string } }> } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> };

export type OwnerSetMutationVariables = Exact<{
  input: OwnerSetInput;
}>;


export type OwnerSetMutation = { ownerSet: { changeSet: { id: string, state: ChangeSetState, command: string, by: string, door: Door, reason: string | null, createdAt: string, undoable: boolean, entityCount: number, changes: Array<{ field: string, text: string, before: unknown, after: unknown, entity: { ref: string } }> } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type OwnerClearMutationVariables = Exact<{
  input: OwnerClearInput;
}>;


export type OwnerClearMutation = { ownerClear: { changeSet: { id: string, state: ChangeSetState, command: string, by: string, door: Door, reason: string | null, createdAt: string, undoable: boolean, entityCount: number, changes: Array<{ field: string, text: string, before: unknown, after: unknown, entity: { ref: string } }> } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type OwnerConfirmMutationVariables = Exact<{
  input: OwnerConfirmInput;
}>;


export type OwnerConfirmMutation = { ownerConfirm: { changeSet: { id: string, state: ChangeSetState, command: string, by: string, door: Door, reason: string | null, createdAt: string, undoable: boolean, entityCount: number, changes: Array<{ field: string, text: string, before: unknown, after: unknown, entity: { ref: string } }> } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type OwnerDeclineMutationVariables = Exact<{
  input: OwnerDeclineInput;
}>;


export type OwnerDeclineMutation = { ownerDecline: { changeSet: { id: string, state: ChangeSetState, command: string, by: string, door: Door, reason: string | null, createdAt: string, undoable: boolean, entityCount: number, changes: Array<{ field: string, text: string, before: unknown, after: unknown, entity: { ref: string } }> } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type OwnerWaiveMutationVariables = Exact<{
  input: OwnerWaiveInput;
}>;


export type OwnerWaiveMutation = { ownerWaive: { changeSet: { id: string, state: ChangeSetState, command: string, by: string, door: Door, reason: string | null, createdAt: string, undoable: boolean, entityCount: number, changes: Array<{ field: string, text: string, before: unknown, after: unknown, entity: { ref: string } }> } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type ChangeSetApplyMutationVariables = Exact<{
  input: ChangeSetApplyInput;
}>;


export type ChangeSetApplyMutation = { changeSetApply: { changeSet: { id: string, state: ChangeSetState, command: string, by: string, door: Door, reason: string | null, createdAt: string, undoable: boolean, entityCount: number, changes: Array<{ field: string, text: string, before: unknown, after: unknown, entity: { ref: string } }> } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type ChangeSetUndoMutationVariables = Exact<{
  input: ChangeSetUndoInput;
}>;


export type ChangeSetUndoMutation = { changeSetUndo: { changeSet: { id: string, state: ChangeSetState, command: string, by: string, door: Door, reason: string | null, createdAt: string, undoable: boolean, entityCount: number, changes: Array<{ field: string, text: string, before: unknown, after: unknown, entity: { ref: string } }> } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type SuggestQueryVariables = Exact<{
  text?: string | null | undefined;
  first: number;
}>;


export type SuggestQuery = { entitySearch: { totalCount: number | null, totalCountState: CountState, edges: Array<{ matchedField: string | null, snippet: string | null }>, nodes: Array<
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { title: string } | null }
    > } };

export type SuggestColumnsQueryVariables = Exact<{
  text: string;
  first: number;
}>;


export type SuggestColumnsQuery = { columnSearch: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ path: string, snippet: string, dataset: { ref: string, title: string }, column: { type: string } | null }> } };

export type RelationsQueryVariables = Exact<{
  ref: string;
  first: number;
  after?: string | null | undefined;
}>;


export type RelationsQuery = { relations: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ type: string, source: string, target: { ref: string, kind: Kind, title: string, exists: boolean } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DescriptorQueryVariables = Exact<{
  ref: string;
}>;


export type DescriptorQuery = { entity:
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
    | { ref: string, detail: { descriptor: unknown } }
   | null };

export type VariantNameFragment = { namespace: string, name: string, sources: Array<string>, described: boolean, runCount: number, edgeCount: number, lastSeenAt: string | null, entity: { ref: string, kind: Kind, title: string, exists: boolean } };

export type VariantsQueryVariables = Exact<{
  kinds?: Array<VariantKind> | VariantKind | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type VariantsQuery = { variants: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ id: string, kinds: Array<VariantKind>, foundAt: string, goes: { namespace: string, name: string, sources: Array<string>, described: boolean, runCount: number, edgeCount: number, lastSeenAt: string | null, entity: { ref: string, kind: Kind, title: string, exists: boolean } }, stays: { namespace: string, name: string, sources: Array<string>, described: boolean, runCount: number, edgeCount: number, lastSeenAt: string | null, entity: { ref: string, kind: Kind, title: string, exists: boolean } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type IdentityResultFragment = { changeSet: { id: string } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> };

export type EntityMergeMutationVariables = Exact<{
  input: EntityMergeInput;
}>;


export type EntityMergeMutation = { entityMerge: { changeSet: { id: string } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type VariantDismissMutationVariables = Exact<{
  input: VariantDismissInput;
}>;


export type VariantDismissMutation = { variantDismiss: { changeSet: { id: string } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type RunRowFragment = { id: string, runId: string, state: RunState, nominalStartAt: string | null, nominalEndAt: string | null, startedAt: string | null, endedAt: string | null, durationSeconds: number | null, error: string | null, url: string | null, job: { ref: string, kind: Kind, title: string, exists: boolean } };

export type RunsQueryVariables = Exact<{
  ref: string;
  filter?: RunFilter | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type RunsQuery = { runs: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ id: string, runId: string, state: RunState, nominalStartAt: string | null, nominalEndAt: string | null, startedAt: string | null, endedAt: string | null, durationSeconds: number | null, error: string | null, url: string | null, job: { ref: string, kind: Kind, title: string, exists: boolean } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RunDataFragment = { rowCount: number | null, byteCount: number | null, change: ChangeKind | null, dataset: { ref: string, kind: Kind, title: string, exists: boolean } };

export type RunDetailQueryVariables = Exact<{
  id: string | number;
}>;


export type RunDetailQuery = { run: { parentId: string | null, source: string, id: string, runId: string, state: RunState, nominalStartAt: string | null, nominalEndAt: string | null, startedAt: string | null, endedAt: string | null, durationSeconds: number | null, error: string | null, url: string | null, detail: { facets: unknown, inputs: Array<{ rowCount: number | null, byteCount: number | null, change: ChangeKind | null, dataset: { ref: string, kind: Kind, title: string, exists: boolean } }>, outputs: Array<{ rowCount: number | null, byteCount: number | null, change: ChangeKind | null, dataset: { ref: string, kind: Kind, title: string, exists: boolean } }>, errorText: { text: string | null, state: TextState }, parameters: Array<{ key: string, value: string }>, children: Array<{ id: string, state: RunState, job: { ref: string, kind: Kind, title: string, exists: boolean } }> }, job: { ref: string, kind: Kind, title: string, exists: boolean } } | null };

export type RunEventsQueryVariables = Exact<{
  runId: string;
  ref?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type RunEventsQuery = { events: { nodes: Array<{ id: string, type: EventType, state: EventState, eventType: string | null, eventAt: string | null, receivedAt: string, producer: string | null, reason: string | null, byteCount: number, warnings: Array<{ kind: WarningKind, path: string, rule: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EventPayloadQueryVariables = Exact<{
  id: string | number;
}>;


export type EventPayloadQuery = { event: { payload: { text: string | null, state: TextState } } | null };

export type ColumnRowFragment = { path: string, type: string, nullable: boolean | null, description: string | null, tags: Array<string>, position: number, upstreamCount: number, downstreamCount: number, edit: { by: string, at: string, declared: string | null, redundant: boolean, hidesNewer: boolean } | null };

export type ColumnUpdateMutationVariables = Exact<{
  input: ColumnUpdateInput;
}>;


export type ColumnUpdateMutation = { columnUpdate: { changeSet: { id: string } | null, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type DatasetSchemaQueryVariables = Exact<{
  ref: string;
  version?: number | null | undefined;
}>;


export type DatasetSchemaQuery = { schema: { version: number, validFrom: string, validTo: string | null, columnCount: number, source: string, columns: Array<{ path: string, type: string, nullable: boolean | null, description: string | null, tags: Array<string>, position: number, upstreamCount: number, downstreamCount: number, edit: { by: string, at: string, declared: string | null, redundant: boolean, hidesNewer: boolean } | null }> } | null };

export type SchemaVersionsQueryVariables = Exact<{
  ref: string;
  first: number;
  after?: string | null | undefined;
}>;


export type SchemaVersionsQuery = { schemas: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ version: number, validFrom: string, validTo: string | null, columnCount: number, source: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ColumnChangeRowFragment = { kind: ColumnChangeKind, path: string, compatibility: Compatibility, before: { type: string, nullable: boolean | null } | null, after: { type: string, nullable: boolean | null } | null };

export type SchemaChangesQueryVariables = Exact<{
  ref: string;
  since: string;
  until: string;
}>;


export type SchemaChangesQuery = { schemaCompare: { compatibility: Compatibility, changes: Array<{ kind: ColumnChangeKind, path: string, compatibility: Compatibility, before: { type: string, nullable: boolean | null } | null, after: { type: string, nullable: boolean | null } | null }> } };

export type ColumnWalkQueryVariables = Exact<{
  ref: string;
  column: string;
  maxHops: number;
}>;


export type ColumnWalkQuery = { columnWalk: { truncated: boolean, hiddenCount: number, nodes: Array<{ key: string, path: string | null, type: string | null, hop: number, dataset: { ref: string, kind: Kind, title: string, exists: boolean } | null }>, edges: Array<{ source: string, target: string, transformation: TransformationType, subtype: string | null, description: string | null, masking: boolean, job: { ref: string, kind: Kind, title: string, exists: boolean } | null, evidence: Array<{ inferred: boolean, statement: { text: string | null, state: TextState } | null }> }> } };

export type SchemaCheckQueryVariables = Exact<{
  ref: string;
  columns: Array<ColumnInput> | ColumnInput;
}>;


export type SchemaCheckQuery = { schemaCheck: { compatibility: Compatibility, passed: boolean, breakCount: number, breakCountState: CountState, hiddenCount: number, report: string, changes: Array<{ kind: ColumnChangeKind, path: string, compatibility: Compatibility, before: { type: string, nullable: boolean | null } | null, after: { type: string, nullable: boolean | null } | null }>, breaks: Array<{ path: string, kind: ColumnChangeKind, compatibility: Compatibility, column: string | null, exact: boolean, hop: number, tier: number | null, lastReadAt: string | null, entity: { ref: string, kind: Kind, title: string, exists: boolean }, team: { ref: string, kind: Kind, title: string, exists: boolean } | null }>, requiredTeams: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> } };

export type LinkFragment = { ref: string, kind: Kind, title: string, exists: boolean };

type EntityCard_Api_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Component_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Dashboard_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Dataset_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Domain_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Job_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Model_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Other_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Person_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Pipeline_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Resource_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_System_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Team_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

export type EntityCardFragment =
  | EntityCard_Api_Fragment
  | EntityCard_Component_Fragment
  | EntityCard_Dashboard_Fragment
  | EntityCard_Dataset_Fragment
  | EntityCard_Domain_Fragment
  | EntityCard_Job_Fragment
  | EntityCard_Model_Fragment
  | EntityCard_Other_Fragment
  | EntityCard_Person_Fragment
  | EntityCard_Pipeline_Fragment
  | EntityCard_Resource_Fragment
  | EntityCard_System_Fragment
  | EntityCard_Team_Fragment
;

export type EntitySearchQueryVariables = Exact<{
  text?: string | null | undefined;
  filter?: EntityFilter | null | undefined;
  order?: EntityOrder | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type EntitySearchQuery = { entitySearch: { totalCount: number | null, totalCountState: CountState, edges: Array<{ matchedField: string | null, snippet: string | null, node:
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, ownerState: OwnerState | null, condition: number | null, care: number | null, level: Level, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, version: number, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EntityFacetsQueryVariables = Exact<{
  by: Array<FacetField> | FacetField;
  text?: string | null | undefined;
  filter?: EntityFilter | null | undefined;
}>;


export type EntityFacetsQuery = { entityCount: Array<{ field: FacetField, moreCount: number, exact: boolean, values: Array<{ value: string, title: string, count: number }> }> };

type ShapeRow_Api_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_Component_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_Dashboard_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_Dataset_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_Domain_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_Job_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_Model_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_Other_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_Person_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_Pipeline_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_Resource_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_System_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ShapeRow_Team_Fragment = { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

export type ShapeRowFragment =
  | ShapeRow_Api_Fragment
  | ShapeRow_Component_Fragment
  | ShapeRow_Dashboard_Fragment
  | ShapeRow_Dataset_Fragment
  | ShapeRow_Domain_Fragment
  | ShapeRow_Job_Fragment
  | ShapeRow_Model_Fragment
  | ShapeRow_Other_Fragment
  | ShapeRow_Person_Fragment
  | ShapeRow_Pipeline_Fragment
  | ShapeRow_Resource_Fragment
  | ShapeRow_System_Fragment
  | ShapeRow_Team_Fragment
;

export type CyclesQueryVariables = Exact<{ [key: string]: never; }>;


export type CyclesQuery = { cycles: { asOf: string, totalCount: number, cycles: Array<{ size: number, hiddenCount: number, members: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> }> } };

export type OrphansQueryVariables = Exact<{
  kinds?: Array<OrphanKind> | OrphanKind | null | undefined;
  filter?: EntityFilter | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type OrphansQuery = { orphans: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ kind: OrphanKind, entity:
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type HubsQueryVariables = Exact<{
  direction: Direction;
  filter?: EntityFilter | null | undefined;
}>;


export type HubsQuery = { hubs: Array<{ upstreamCount: number, downstreamCount: number, entity:
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
     }> };

export type DeadlinesQueryVariables = Exact<{
  filter?: EntityFilter | null | undefined;
  keepable?: boolean | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type DeadlinesQuery = { deadlines: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ withinSeconds: number, deadline: string | null, p95At: string | null, p95Seconds: number | null, slackSeconds: number | null, keepable: boolean | null, entity:
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, title: string, namespace: string, tier: number | null, lastArrivalAt: string | null, existenceState: ExistenceState, goneAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      , bottleneck: { ref: string, kind: Kind, title: string, exists: boolean } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SyncRowFragment = { id: string, source: string, state: SyncState, startedAt: string, endedAt: string | null, readCount: number, issueCount: number, error: string | null, plan: { createCount: number, updateCount: number, deleteCount: number, sameCount: number, deleteShare: number, waitingCount: number, approvalsNeeded: number, approvals: Array<{ by: string, at: string, reason: string }> } | null };

export type SourcesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type SourcesQuery = { sources: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ id: string, key: string, title: string, kind: string, state: SourceState, intervalSeconds: number | null, nextSyncAt: string | null, heartbeatAt: string | null, lagSeconds: number | null, entityCount: number, issueCount: number, precedence: number, trustedForOwners: boolean, lastSync: { id: string, source: string, state: SyncState, startedAt: string, endedAt: string | null, readCount: number, issueCount: number, error: string | null, plan: { createCount: number, updateCount: number, deleteCount: number, sameCount: number, deleteShare: number, waitingCount: number, approvalsNeeded: number, approvals: Array<{ by: string, at: string, reason: string }> } | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SourceActivityQueryVariables = Exact<{
  source?: string | null | undefined;
  syncs: number;
  issues: number;
}>;


export type SourceActivityQuery = { syncs: { nodes: Array<{ id: string, source: string, state: SyncState, startedAt: string, endedAt: string | null, readCount: number, issueCount: number, error: string | null, plan: { createCount: number, updateCount: number, deleteCount: number, sameCount: number, deleteShare: number, waitingCount: number, approvalsNeeded: number, approvals: Array<{ by: string, at: string, reason: string }> } | null }> }, issues: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ id: string, source: string, item: string, code: string, message: string, firstSeenAt: string, lastSeenAt: string, count: number, url: string | null, entity: { ref: string, kind: Kind, title: string, exists: boolean } | null }> } };

export type WaitingSyncsQueryVariables = Exact<{
  source?: string | null | undefined;
}>;


export type WaitingSyncsQuery = { syncs: { nodes: Array<{ id: string, source: string, state: SyncState, startedAt: string, endedAt: string | null, readCount: number, issueCount: number, error: string | null, plan: { createCount: number, updateCount: number, deleteCount: number, sameCount: number, deleteShare: number, waitingCount: number, approvalsNeeded: number, approvals: Array<{ by: string, at: string, reason: string }> } | null }> } };

export type SyncChangesQueryVariables = Exact<{
  sync: string | number;
  first: number;
  after?: string | null | undefined;
}>;


export type SyncChangesQuery = { syncChanges: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ ref: string, kind: SyncChangeKind, locator: string, url: string | null, entity: { ref: string, kind: Kind, title: string, exists: boolean } | null, fields: Array<{ path: string, before: string | null, after: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SyncDecisionFragment = { changeCount: number, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> };

export type SyncApproveMutationVariables = Exact<{
  input: SyncApproveInput;
}>;


export type SyncApproveMutation = { syncApprove: { changeCount: number, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type SyncDeclineMutationVariables = Exact<{
  input: SyncDeclineInput;
}>;


export type SyncDeclineMutation = { syncDecline: { changeCount: number, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type SyncUndoMutationVariables = Exact<{
  input: SyncUndoInput;
}>;


export type SyncUndoMutation = { syncUndo: { changeCount: number, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type ParkedRowFragment = { id: string, source: string | null, producer: string | null, jobNamespace: string | null, jobName: string | null, receivedAt: string, attempts: number | null, reason: string | null };

export type IntakeQueryVariables = Exact<{ [key: string]: never; }>;


export type IntakeQuery = { intakes: Array<{ source: string, lastEventAt: string | null, waiting: number, lagSeconds: number, parked: number, rejectedToday: number, redactedToday: number, droppedToday: number }> };

export type ParkedEventsQueryVariables = Exact<{
  source?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type ParkedEventsQuery = { events: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ id: string, source: string | null, producer: string | null, jobNamespace: string | null, jobName: string | null, receivedAt: string, attempts: number | null, reason: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type IntakeWarningsQueryVariables = Exact<{
  source?: string | null | undefined;
  first: number;
}>;


export type IntakeWarningsQuery = { intakeWarnings: { nodes: Array<{ source: string, producer: string | null, kind: WarningKind, rule: string, count: number, lastSeenAt: string, example: string }> } };

export type EventReplayMutationVariables = Exact<{
  input: EventReplayInput;
}>;


export type EventReplayMutation = { eventReplay: { events: Array<{ id: string }>, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type EventDropMutationVariables = Exact<{
  input: EventDropInput;
}>;


export type EventDropMutation = { eventDrop: { events: Array<{ id: string }>, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type TeamQueryVariables = Exact<{
  ref: string;
}>;


export type TeamQuery = { team: { ref: string, title: string, namespace: string, name: string, summary: string | null, parent: { ref: string, kind: Kind, title: string, exists: boolean } | null, children: Array<{ ref: string, kind: Kind, title: string, exists: boolean }>, members: Array<{ role: string, person: { ref: string, kind: Kind, title: string, exists: boolean } }>, report: { owned: number, stale: number, late: number, medianCondition: number | null, levels: Array<{ level: Level, count: number }>, tiers: Array<{ tier: number | null, count: number, levels: Array<{ level: Level, count: number }> }> } } | null };

export type PersonQueryVariables = Exact<{
  ref: string;
}>;


export type PersonQuery = { person: { ref: string, title: string, namespace: string, name: string, summary: string | null, email: string | null, teams: Array<{ role: string, since: string | null, until: string | null, team: { ref: string, kind: Kind, title: string, exists: boolean } }> } | null };

export type TimelinesQueryVariables = Exact<{
  refs?: Array<string> | string | null | undefined;
  filter?: EntityFilter | null | undefined;
  since: string;
  until: string;
  first: number;
  after?: string | null | undefined;
}>;


export type TimelinesQuery = { timelines: { nodes: Array<{ usualSeconds: number | null, truncated: boolean, entity:
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
        | { ref: string, kind: Kind, title: string, namespace: string, freshness: FreshnessState, expectedBy: string | null }
      , runs: Array<{ id: string, state: RunState, nominalStartAt: string | null, nominalEndAt: string | null, startedAt: string | null, endedAt: string | null, error: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TimelineScopeQueryVariables = Exact<{
  ref: string;
}>;


export type TimelineScopeQuery = { entity:
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
    | { ref: string, kind: Kind, title: string, namespace: string }
   | null, lineageWalk: { truncated: boolean, nodes: Array<{ key: string, kind: Kind }> } };

export type CriticalStepFragment = { startedAt: string, endedAt: string, waitSeconds: number, runSeconds: number, slackSeconds: number, job: { ref: string, kind: Kind, title: string, exists: boolean } | null };

export type TimelinePathQueryVariables = Exact<{
  ref: string;
}>;


export type TimelinePathQuery = { criticalPath: { startedAt: string | null, endedAt: string | null, gainSeconds: number, unfinishedCount: number, truncated: boolean, steps: Array<{ startedAt: string, endedAt: string, waitSeconds: number, runSeconds: number, slackSeconds: number, job: { ref: string, kind: Kind, title: string, exists: boolean } | null }>, others: Array<{ startedAt: string, endedAt: string, waitSeconds: number, runSeconds: number, slackSeconds: number, job: { ref: string, kind: Kind, title: string, exists: boolean } | null }>, shorten: { ref: string, kind: Kind, title: string, exists: boolean } | null } };

export type TimelineForecastQueryVariables = Exact<{
  ref: string;
}>;


export type TimelineForecastQuery = { delays: { arrivesAt: string | null, basis: ArrivalBasis, breachCount: number, unforecastCount: number, delays: Array<{ predictedAt: string, predictedP90At: string, deadline: string | null, promised: boolean, slackSeconds: number | null, breach: boolean, entity:
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
        | { ref: string, title: string, namespace: string, tier: number | null }
      , waitsFor: { ref: string, kind: Kind, title: string, exists: boolean } | null }> } };

type ListRow_Api_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_Component_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_Dashboard_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_Dataset_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_Domain_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_Job_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_Model_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_Other_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_Person_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_Pipeline_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_Resource_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_System_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type ListRow_Team_Fragment = { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null };

export type ListRowFragment =
  | ListRow_Api_Fragment
  | ListRow_Component_Fragment
  | ListRow_Dashboard_Fragment
  | ListRow_Dataset_Fragment
  | ListRow_Domain_Fragment
  | ListRow_Job_Fragment
  | ListRow_Model_Fragment
  | ListRow_Other_Fragment
  | ListRow_Person_Fragment
  | ListRow_Pipeline_Fragment
  | ListRow_Resource_Fragment
  | ListRow_System_Fragment
  | ListRow_Team_Fragment
;

export type EntityListQueryVariables = Exact<{
  filter: EntityFilter;
  order?: EntityOrder | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type EntityListQuery = { entitySearch: { totalCount: number | null, totalCountState: CountState, nodes: Array<
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
      | { ref: string, title: string, namespace: string, kind: Kind, tier: number | null, level: Level, condition: number | null, care: number | null, freshness: FreshnessState, expectedBy: string | null, existenceState: ExistenceState, goneAt: string | null, ownerState: OwnerState | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TeamsQueryVariables = Exact<{
  text?: string | null | undefined;
  first: number;
}>;


export type TeamsQuery = { entitySearch: { nodes: Array<
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
      | { ref: string, title: string, namespace: string }
    > } };

export type ChangeUndoMutationVariables = Exact<{
  input: ChangeSetUndoInput;
}>;


export type ChangeUndoMutation = { changeSetUndo: { userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { name: string | null, signedIn: boolean, role: RoleName | null, scopes: Array<string>, teams: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const LinkFragmentDoc = new TypedDocumentString(`
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}
    `, {"fragmentName":"Link"}) as unknown as TypedDocumentString<LinkFragment, unknown>;
export const DependencyRowFragmentDoc = new TypedDocumentString(`
    fragment DependencyRow on JobDependency {
  job {
    ...Link
  }
  type
  sequenceRule
  statusRule
  lastSeenAt
}
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}`, {"fragmentName":"DependencyRow"}) as unknown as TypedDocumentString<DependencyRowFragment, unknown>;
export const ReachCountFragmentDoc = new TypedDocumentString(`
    fragment ReachCount on Reach {
  totalCount
  hiddenCount
  facets {
    field
    moreCount
    values {
      value
      count
    }
  }
}
    `, {"fragmentName":"ReachCount"}) as unknown as TypedDocumentString<ReachCountFragment, unknown>;
export const WalkNodeFragmentDoc = new TypedDocumentString(`
    fragment WalkNode on LineageNode {
  key
  kind
  hidden
  stub
  gone
  hop
  moreUpstream
  moreDownstream
  lastRunState
  lastRunAt
  entity {
    ref
    kind
    namespace
    name
    title
    platform
    tier
    lastArrivalAt
    existenceState
    goneAt
    ownerState
    owner {
      ...Link
    }
  }
}
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}`, {"fragmentName":"WalkNode"}) as unknown as TypedDocumentString<WalkNodeFragment, unknown>;
export const WalkEdgeFragmentDoc = new TypedDocumentString(`
    fragment WalkEdge on LineageEdge {
  source
  target
  basis
  count
  age
  validFrom
  validTo
  evidence {
    basis
    source
    age
    firstSeenAt
    lastSeenAt
    count
    url
  }
  via {
    ...Link
  }
}
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}`, {"fragmentName":"WalkEdge"}) as unknown as TypedDocumentString<WalkEdgeFragment, unknown>;
export const ListRowFragmentDoc = new TypedDocumentString(`
    fragment ListRow on Entity {
  ref
  title
  namespace
  kind
  tier
  level
  condition
  care
  freshness
  expectedBy
  existenceState
  goneAt
  ownerState
  owner {
    ...Link
  }
}
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}`, {"fragmentName":"ListRow"}) as unknown as TypedDocumentString<ListRowFragment, unknown>;
export const AttentionPageFragmentDoc = new TypedDocumentString(`
    fragment AttentionPage on EntitySearchConnection {
  nodes {
    ...ListRow
  }
  totalCount
  totalCountState
}
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}
fragment ListRow on Entity {
  ref
  title
  namespace
  kind
  tier
  level
  condition
  care
  freshness
  expectedBy
  existenceState
  goneAt
  ownerState
  owner {
    ...Link
  }
}`, {"fragmentName":"AttentionPage"}) as unknown as TypedDocumentString<AttentionPageFragment, unknown>;
export const ChangeSetRowFragmentDoc = new TypedDocumentString(`
    fragment ChangeSetRow on ChangeSet {
  id
  state
  command
  by
  door
  reason
  createdAt
  undoable
  entityCount
  changes {
    entity {
      ref
    }
    field
    text
    before
    after
  }
}
    `, {"fragmentName":"ChangeSetRow"}) as unknown as TypedDocumentString<ChangeSetRowFragment, unknown>;
export const OwnerResultFragmentDoc = new TypedDocumentString(`
    fragment OwnerResult on OwnerPayload {
  changeSet {
    ...ChangeSetRow
  }
  userErrors {
    field
    code
    message
  }
}
    fragment ChangeSetRow on ChangeSet {
  id
  state
  command
  by
  door
  reason
  createdAt
  undoable
  entityCount
  changes {
    entity {
      ref
    }
    field
    text
    before
    after
  }
}`, {"fragmentName":"OwnerResult"}) as unknown as TypedDocumentString<OwnerResultFragment, unknown>;
export const VariantNameFragmentDoc = new TypedDocumentString(`
    fragment VariantName on VariantSide {
  entity {
    ...Link
  }
  namespace
  name
  sources
  described
  runCount
  edgeCount
  lastSeenAt
}
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}`, {"fragmentName":"VariantName"}) as unknown as TypedDocumentString<VariantNameFragment, unknown>;
export const IdentityResultFragmentDoc = new TypedDocumentString(`
    fragment IdentityResult on IdentityPayload {
  changeSet {
    id
  }
  userErrors {
    field
    code
    message
  }
}
    `, {"fragmentName":"IdentityResult"}) as unknown as TypedDocumentString<IdentityResultFragment, unknown>;
export const RunRowFragmentDoc = new TypedDocumentString(`
    fragment RunRow on Run {
  id
  runId
  job {
    ...Link
  }
  state
  nominalStartAt
  nominalEndAt
  startedAt
  endedAt
  durationSeconds
  error
  url
}
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}`, {"fragmentName":"RunRow"}) as unknown as TypedDocumentString<RunRowFragment, unknown>;
export const RunDataFragmentDoc = new TypedDocumentString(`
    fragment RunData on RunDataset {
  dataset {
    ...Link
  }
  rowCount
  byteCount
  change
}
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}`, {"fragmentName":"RunData"}) as unknown as TypedDocumentString<RunDataFragment, unknown>;
export const ColumnRowFragmentDoc = new TypedDocumentString(`
    fragment ColumnRow on Column {
  path
  type
  nullable
  description
  tags
  position
  upstreamCount
  downstreamCount
  edit {
    by
    at
    declared
    redundant
    hidesNewer
  }
}
    `, {"fragmentName":"ColumnRow"}) as unknown as TypedDocumentString<ColumnRowFragment, unknown>;
export const ColumnChangeRowFragmentDoc = new TypedDocumentString(`
    fragment ColumnChangeRow on ColumnChange {
  kind
  path
  before {
    type
    nullable
  }
  after {
    type
    nullable
  }
  compatibility
}
    `, {"fragmentName":"ColumnChangeRow"}) as unknown as TypedDocumentString<ColumnChangeRowFragment, unknown>;
export const EntityCardFragmentDoc = new TypedDocumentString(`
    fragment EntityCard on Entity {
  ref
  kind
  type
  namespace
  name
  title
  summary
  platform
  tier
  lifecycle
  tags
  owner {
    ...Link
  }
  ownerState
  condition
  care
  level
  freshness
  expectedBy
  existenceState
  goneAt
  version
  system {
    ...Link
  }
  lastArrivalAt
  updatedAt
}
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}`, {"fragmentName":"EntityCard"}) as unknown as TypedDocumentString<EntityCardFragment, unknown>;
export const ShapeRowFragmentDoc = new TypedDocumentString(`
    fragment ShapeRow on Entity {
  ref
  kind
  title
  namespace
  tier
  lastArrivalAt
  existenceState
  goneAt
  owner {
    ...Link
  }
}
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}`, {"fragmentName":"ShapeRow"}) as unknown as TypedDocumentString<ShapeRowFragment, unknown>;
export const SyncRowFragmentDoc = new TypedDocumentString(`
    fragment SyncRow on Sync {
  id
  source
  state
  startedAt
  endedAt
  readCount
  issueCount
  error
  plan {
    createCount
    updateCount
    deleteCount
    sameCount
    deleteShare
    waitingCount
    approvalsNeeded
    approvals {
      by
      at
      reason
    }
  }
}
    `, {"fragmentName":"SyncRow"}) as unknown as TypedDocumentString<SyncRowFragment, unknown>;
export const SyncDecisionFragmentDoc = new TypedDocumentString(`
    fragment SyncDecision on SyncPayload {
  changeCount
  userErrors {
    field
    code
    message
  }
}
    `, {"fragmentName":"SyncDecision"}) as unknown as TypedDocumentString<SyncDecisionFragment, unknown>;
export const ParkedRowFragmentDoc = new TypedDocumentString(`
    fragment ParkedRow on Event {
  id
  source
  producer
  jobNamespace
  jobName
  receivedAt
  attempts
  reason
}
    `, {"fragmentName":"ParkedRow"}) as unknown as TypedDocumentString<ParkedRowFragment, unknown>;
export const CriticalStepFragmentDoc = new TypedDocumentString(`
    fragment CriticalStep on CriticalTask {
  job {
    ...Link
  }
  startedAt
  endedAt
  waitSeconds
  runSeconds
  slackSeconds
}
    fragment Link on EntityLink {
  ref
  kind
  title
  exists
}`, {"fragmentName":"CriticalStep"}) as unknown as TypedDocumentString<CriticalStepFragment, unknown>;
export const AuditEntriesDocument = {"__meta__":{"hash":"08a0437378cc00cb5c781b54185d6353ae2131eeba6f8d1d67a6130e97b3f95c"}} as unknown as TypedDocumentString<AuditEntriesQuery, AuditEntriesQueryVariables>;
export const AuditChangeSetDocument = {"__meta__":{"hash":"095de06a468cc99859423970cc566467bb0e243a87d0397375d1ce8f031391c5"}} as unknown as TypedDocumentString<AuditChangeSetQuery, AuditChangeSetQueryVariables>;
export const CausesDocument = {"__meta__":{"hash":"10ba0eb8a366f3df44f8f71ac6332181830ffb759609f91231fb8a0d14bf7456"}} as unknown as TypedDocumentString<CausesQuery, CausesQueryVariables>;
export const JobCodeDocument = {"__meta__":{"hash":"8a7fb35c1f7ceae83d681909584c52a75c80c4a254a7cbfa08e4af4c5334e777"}} as unknown as TypedDocumentString<JobCodeQuery, JobCodeQueryVariables>;
export const EntityHeadDocument = {"__meta__":{"hash":"91b2e4071d5d828e14a1daa98b441f212b6f2c72e7e2627648fcb02cb1881ffa"}} as unknown as TypedDocumentString<EntityHeadQuery, EntityHeadQueryVariables>;
export const EntityDetailDocument = {"__meta__":{"hash":"bfd236046f7fbf5eea9b54dd99c912f109f52b531f2f6266b5f17d281120402d"}} as unknown as TypedDocumentString<EntityDetailQuery, EntityDetailQueryVariables>;
export const ExistenceDocument = {"__meta__":{"hash":"81459bc6d35eb278571d114985a0af97e068f668e20db0d2744b71399166862a"}} as unknown as TypedDocumentString<ExistenceQuery, ExistenceQueryVariables>;
export const SaidDocument = {"__meta__":{"hash":"857a411108790604a5889d41db3ddd1f6ec384c0423da7e1e951d2adabba5b23"}} as unknown as TypedDocumentString<SaidQuery, SaidQueryVariables>;
export const ControlFlowDocument = {"__meta__":{"hash":"e8493d8643630e46cbf34c0f7509dbc77df64b7fb3252b5543de3b84cdf8fff5"}} as unknown as TypedDocumentString<ControlFlowQuery, ControlFlowQueryVariables>;
export const PatchDocument = {"__meta__":{"hash":"8b41c4d19a3f87b4a2da6eab1c1006a861d8a535d010b97f4a7b5816a3295896"}} as unknown as TypedDocumentString<PatchQuery, PatchQueryVariables>;
export const EntityUpdateDocument = {"__meta__":{"hash":"1dbd831e815bb2326176dc24416c16a258634bbe32d70981e619b42a0dd8f184"}} as unknown as TypedDocumentString<EntityUpdateMutation, EntityUpdateMutationVariables>;
export const AliasDetachDocument = {"__meta__":{"hash":"4ce343c5a924c32d79b229d153e5f9a64ae1e0afafb10c9eff22c08902defed4"}} as unknown as TypedDocumentString<AliasDetachMutation, AliasDetachMutationVariables>;
export const EstateDocument = {"__meta__":{"hash":"db6d9c33d72ac586608efae2a61e52f75dee51bd72dd891cc6e15e46b2549cfd"}} as unknown as TypedDocumentString<EstateQuery, EstateQueryVariables>;
export const HealthDocument = {"__meta__":{"hash":"ff5820d3953ec29861cbf4d875b90bc5d5263658cb78834032a9e891de8fa630"}} as unknown as TypedDocumentString<HealthQuery, HealthQueryVariables>;
export const TasksDocument = {"__meta__":{"hash":"97cb837e0b602b85777b41b4ed43942563bd2d93de76037badd147cb55502e31"}} as unknown as TypedDocumentString<TasksQuery, TasksQueryVariables>;
export const EdgeProofsDocument = {"__meta__":{"hash":"b30ff8e2058aac938661010dd645d949530fc3427b8bdd389acef8c1a16bd9a7"}} as unknown as TypedDocumentString<EdgeProofsQuery, EdgeProofsQueryVariables>;
export const EdgeDeclareDocument = {"__meta__":{"hash":"40aab33b57c09fece4c70394d619720b8bbaf54a69868bd8502847b69d418f43"}} as unknown as TypedDocumentString<EdgeDeclareMutation, EdgeDeclareMutationVariables>;
export const EdgeRetractDocument = {"__meta__":{"hash":"7967f8793fb78f33833b1d9ab60659de3f7af6fb33f3a1c0283689afd3ed176a"}} as unknown as TypedDocumentString<EdgeRetractMutation, EdgeRetractMutationVariables>;
export const LineageReachDocument = {"__meta__":{"hash":"4c092da6c07482bb2396b4b767e59b41872ec413a69bf306b26261e895c287c0"}} as unknown as TypedDocumentString<LineageReachQuery, LineageReachQueryVariables>;
export const ImpactsDocument = {"__meta__":{"hash":"629e63e7663d98967c50a8c272b8903523da13c46668ef3e7a9cad21b268d4a3"}} as unknown as TypedDocumentString<ImpactsQuery, ImpactsQueryVariables>;
export const ContactsDocument = {"__meta__":{"hash":"40417943e1e84eba3a50426ec0ccc1bbf23e344dd8c52d9f747d3c3695026340"}} as unknown as TypedDocumentString<ContactsQuery, ContactsQueryVariables>;
export const LineageWalkDocument = {"__meta__":{"hash":"7977258b0df5b8aed767050e096cb915c6dd93c522857f0db3e75b9e210b91a2"}} as unknown as TypedDocumentString<LineageWalkQuery, LineageWalkQueryVariables>;
export const LineageWaysDocument = {"__meta__":{"hash":"e506802a3f2b29ddb8688653bcac47549563bef1c0db47634c846bdcd26e5e91"}} as unknown as TypedDocumentString<LineageWaysQuery, LineageWaysQueryVariables>;
export const LineageDifferenceDocument = {"__meta__":{"hash":"eb65a6f7c8aafd6124cb64efe7867005c646f0fbdb32d4a0201b77f49e8bf2c0"}} as unknown as TypedDocumentString<LineageDifferenceQuery, LineageDifferenceQueryVariables>;
export const AttentionDocument = {"__meta__":{"hash":"20dde48315827d1083a87d38042b76d083a1a6a8eae7bfb0d25f779a81859175"}} as unknown as TypedDocumentString<AttentionQuery, AttentionQueryVariables>;
export const MoversDocument = {"__meta__":{"hash":"333fc6fccc2c944b3f2a865eb8f91672f1a05f842b9f5c96d545e4bdf5a4f484"}} as unknown as TypedDocumentString<MoversQuery, MoversQueryVariables>;
export const InstalledChecksDocument = {"__meta__":{"hash":"8407fe1a18a005e843aafe66f889b0bdbe89a8d730c4703968b19c3878162be3"}} as unknown as TypedDocumentString<InstalledChecksQuery, InstalledChecksQueryVariables>;
export const WorstTeamsDocument = {"__meta__":{"hash":"0b81dc58e9ed54a7321c5f728639c65083a096de5308b83af80a96879c4fc889"}} as unknown as TypedDocumentString<WorstTeamsQuery, WorstTeamsQueryVariables>;
export const OwnershipDocument = {"__meta__":{"hash":"335f6d1ca2e313639d288232304d890ab59278e44494de50046d79f7cf45b08b"}} as unknown as TypedDocumentString<OwnershipQuery, OwnershipQueryVariables>;
export const OwnerEditsDocument = {"__meta__":{"hash":"0eb0a3443c3c5afb293e95f7ebdb6d3ab98a9d8482e6be9117ccd01b8ab7d696"}} as unknown as TypedDocumentString<OwnerEditsQuery, OwnerEditsQueryVariables>;
export const OwnerSetDocument = {"__meta__":{"hash":"081304543913c0f46459f8ab6d1ffa66ece48feff9f57c2d8c67483cb820eb4d"}} as unknown as TypedDocumentString<OwnerSetMutation, OwnerSetMutationVariables>;
export const OwnerClearDocument = {"__meta__":{"hash":"d18edec68c159d5185a38180f6c71bd359dc8a2e1d972aa1bfe20c0757bec18c"}} as unknown as TypedDocumentString<OwnerClearMutation, OwnerClearMutationVariables>;
export const OwnerConfirmDocument = {"__meta__":{"hash":"458908b4aa4edfcc31b28c2aa2d01f9625cf6772451f06f66c4d7b8428e76bbf"}} as unknown as TypedDocumentString<OwnerConfirmMutation, OwnerConfirmMutationVariables>;
export const OwnerDeclineDocument = {"__meta__":{"hash":"c827463cf984e91b9f4401237900c715b8cd40f21a2123a2fb88e367fa31a2af"}} as unknown as TypedDocumentString<OwnerDeclineMutation, OwnerDeclineMutationVariables>;
export const OwnerWaiveDocument = {"__meta__":{"hash":"df7f3bb1e9f2ea6dedb301fa4859c0f5abe0dda04db2dedca1eb3d1e3434bd74"}} as unknown as TypedDocumentString<OwnerWaiveMutation, OwnerWaiveMutationVariables>;
export const ChangeSetApplyDocument = {"__meta__":{"hash":"c94bd947b1fdfc101a2839fba8ff20366e794ef2ce32b3a08929474e77035d57"}} as unknown as TypedDocumentString<ChangeSetApplyMutation, ChangeSetApplyMutationVariables>;
export const ChangeSetUndoDocument = {"__meta__":{"hash":"9d5ee2e8ff556bbfac0fccbb9f82e55d9002369a88c7c7f797472100b375bbc3"}} as unknown as TypedDocumentString<ChangeSetUndoMutation, ChangeSetUndoMutationVariables>;
export const SuggestDocument = {"__meta__":{"hash":"c36ba4180c4dec54c7e829ddbec32587c54edaa7ba77657086a3e021e9189788"}} as unknown as TypedDocumentString<SuggestQuery, SuggestQueryVariables>;
export const SuggestColumnsDocument = {"__meta__":{"hash":"b2f63ae2b6c878d4c7209971c6f74f5ff3a270925696756832537a95228fb319"}} as unknown as TypedDocumentString<SuggestColumnsQuery, SuggestColumnsQueryVariables>;
export const RelationsDocument = {"__meta__":{"hash":"000a3cc4e5096319e515f4e5229d6d6b560616e5a860af40405598b808a3cefe"}} as unknown as TypedDocumentString<RelationsQuery, RelationsQueryVariables>;
export const DescriptorDocument = {"__meta__":{"hash":"d685985abb3c5d0e8aa38fb3d4888957c475f3b2d161704db9821322931c6b00"}} as unknown as TypedDocumentString<DescriptorQuery, DescriptorQueryVariables>;
export const VariantsDocument = {"__meta__":{"hash":"ede0b2809bb6d823a7805c156d40a52e67fe5ad0abfe6cb1a88017a03cd19cdc"}} as unknown as TypedDocumentString<VariantsQuery, VariantsQueryVariables>;
export const EntityMergeDocument = {"__meta__":{"hash":"893b508027e6b7e372dc66bc7a052d45ade7d97d0df8f68ea5406cf1436ffa1a"}} as unknown as TypedDocumentString<EntityMergeMutation, EntityMergeMutationVariables>;
export const VariantDismissDocument = {"__meta__":{"hash":"a02d0d7e539bd792a7af45e6d607b7203761b69392480be6f35466c45ea3699f"}} as unknown as TypedDocumentString<VariantDismissMutation, VariantDismissMutationVariables>;
export const RunsDocument = {"__meta__":{"hash":"991cdf83bb716c611d6e2daf23b94687c30e53f34a0e5cf7a9a7921a292154dc"}} as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const RunDetailDocument = {"__meta__":{"hash":"89931ddc40ba079a37409bd8475b9e1385eac32ea7dc013fd678cba28517fabe"}} as unknown as TypedDocumentString<RunDetailQuery, RunDetailQueryVariables>;
export const RunEventsDocument = {"__meta__":{"hash":"147214ee169aac3218d682341d71fbd701b2619aadf1c7d2d501b4893570abce"}} as unknown as TypedDocumentString<RunEventsQuery, RunEventsQueryVariables>;
export const EventPayloadDocument = {"__meta__":{"hash":"4bf352af5ea389a2af8991b5159af8613611a1c3731e03037a654f01d6e4fa41"}} as unknown as TypedDocumentString<EventPayloadQuery, EventPayloadQueryVariables>;
export const ColumnUpdateDocument = {"__meta__":{"hash":"7389e6d542ba2fd276e9606349e3f9aa180f38c2070de71386eaed51037833b0"}} as unknown as TypedDocumentString<ColumnUpdateMutation, ColumnUpdateMutationVariables>;
export const DatasetSchemaDocument = {"__meta__":{"hash":"3e7788ecc0f3f8d7778b4e387fc627ef313ee499d798b8c770cd5c80eaba54c3"}} as unknown as TypedDocumentString<DatasetSchemaQuery, DatasetSchemaQueryVariables>;
export const SchemaVersionsDocument = {"__meta__":{"hash":"91f48d303ede56a3b818a189661136bf09058601bc812dbe49bda57ebcc90e6d"}} as unknown as TypedDocumentString<SchemaVersionsQuery, SchemaVersionsQueryVariables>;
export const SchemaChangesDocument = {"__meta__":{"hash":"bc0f6eeeb90b942f5af280c17c73a8ac72ab4f9f74be61d1e7bfb4e64584d5a0"}} as unknown as TypedDocumentString<SchemaChangesQuery, SchemaChangesQueryVariables>;
export const ColumnWalkDocument = {"__meta__":{"hash":"e201a190759ed8fdf70425af2ae5083dad158709e22fda9e7106400817c89d99"}} as unknown as TypedDocumentString<ColumnWalkQuery, ColumnWalkQueryVariables>;
export const SchemaCheckDocument = {"__meta__":{"hash":"81e14a7c7507512ac21bc710b7bdbac85eb0d5b6c440150c8d3d6125969ffe52"}} as unknown as TypedDocumentString<SchemaCheckQuery, SchemaCheckQueryVariables>;
export const EntitySearchDocument = {"__meta__":{"hash":"18b67589b2b0a15adfcd13ae43ba274f99d98a90b0545506efe507e78bd3d0d8"}} as unknown as TypedDocumentString<EntitySearchQuery, EntitySearchQueryVariables>;
export const EntityFacetsDocument = {"__meta__":{"hash":"fe116ad42820adf6fa71cc26671784e2384616eddc48d8c939689102aab551ed"}} as unknown as TypedDocumentString<EntityFacetsQuery, EntityFacetsQueryVariables>;
export const CyclesDocument = {"__meta__":{"hash":"13d6367cd885d105a8b7af6d19945e9010121e7636d11c484baf6e6536a64402"}} as unknown as TypedDocumentString<CyclesQuery, CyclesQueryVariables>;
export const OrphansDocument = {"__meta__":{"hash":"e3b44ab106418907b099e0638e959ed139c413486c9fc45ae7a2615b32650d10"}} as unknown as TypedDocumentString<OrphansQuery, OrphansQueryVariables>;
export const HubsDocument = {"__meta__":{"hash":"da2b8d0da2a1855f177cd49a684930fef048617bbb6fd535ddd695d12f34ec21"}} as unknown as TypedDocumentString<HubsQuery, HubsQueryVariables>;
export const DeadlinesDocument = {"__meta__":{"hash":"6318a99381f9ad2fb842b7e6033e30ccd777aa041783bfdaeb687564d3e46938"}} as unknown as TypedDocumentString<DeadlinesQuery, DeadlinesQueryVariables>;
export const SourcesDocument = {"__meta__":{"hash":"5b8b42a8cc96e8e7d8e71574b9820adba5cc6b64e63c0eda1649058d70fe8960"}} as unknown as TypedDocumentString<SourcesQuery, SourcesQueryVariables>;
export const SourceActivityDocument = {"__meta__":{"hash":"916c96ed4c1ffe9b4270ca37bc921e0dfef502c445452c111d5cf6b53420e8b8"}} as unknown as TypedDocumentString<SourceActivityQuery, SourceActivityQueryVariables>;
export const WaitingSyncsDocument = {"__meta__":{"hash":"eb98c3c0975023b8320e0c2a87c70faf6d887dbff5c58aa196dd6afca476a035"}} as unknown as TypedDocumentString<WaitingSyncsQuery, WaitingSyncsQueryVariables>;
export const SyncChangesDocument = {"__meta__":{"hash":"230fbe53584b02ce73a76fc5e6a52b8a2180ffef47cf348dd50df754bfbdcdec"}} as unknown as TypedDocumentString<SyncChangesQuery, SyncChangesQueryVariables>;
export const SyncApproveDocument = {"__meta__":{"hash":"6a0c189b404e4deb74c74d5a8b68174d2c51abf1578430971d0011a42e1d7e45"}} as unknown as TypedDocumentString<SyncApproveMutation, SyncApproveMutationVariables>;
export const SyncDeclineDocument = {"__meta__":{"hash":"f8ecb9a8d50f3c783b56eb01a8ce6b5b34489af658d466346b0e53a25867e9ca"}} as unknown as TypedDocumentString<SyncDeclineMutation, SyncDeclineMutationVariables>;
export const SyncUndoDocument = {"__meta__":{"hash":"043c174e432675ed716a17d47db5d2093acf8bc1b817d347ad938558eb06e8e3"}} as unknown as TypedDocumentString<SyncUndoMutation, SyncUndoMutationVariables>;
export const IntakeDocument = {"__meta__":{"hash":"79896549f1e0c0bfb91653ba4723f7ac103de1ea823310a1f75499e827ab2002"}} as unknown as TypedDocumentString<IntakeQuery, IntakeQueryVariables>;
export const ParkedEventsDocument = {"__meta__":{"hash":"7f40225d1bb514ff549095c6f27215f8d3258e96134decf9c8164475a56fd09b"}} as unknown as TypedDocumentString<ParkedEventsQuery, ParkedEventsQueryVariables>;
export const IntakeWarningsDocument = {"__meta__":{"hash":"99f3fd71571bad1769e187db7dba98be5f8ce2ce2ed7157227106409ff2865f5"}} as unknown as TypedDocumentString<IntakeWarningsQuery, IntakeWarningsQueryVariables>;
export const EventReplayDocument = {"__meta__":{"hash":"890fa1e38144f948641e7de49f3f78cafa89e4541433e0ed5e3fcc239d3eb6b9"}} as unknown as TypedDocumentString<EventReplayMutation, EventReplayMutationVariables>;
export const EventDropDocument = {"__meta__":{"hash":"21e1c4575d6bbc58d5107be25d5c158663eb5debd2352a520eddfddee94b57a8"}} as unknown as TypedDocumentString<EventDropMutation, EventDropMutationVariables>;
export const TeamDocument = {"__meta__":{"hash":"ee89cd072b2148309507d695cf8d525d6ceda4ed86e9bb2801cad250d8fec9ce"}} as unknown as TypedDocumentString<TeamQuery, TeamQueryVariables>;
export const PersonDocument = {"__meta__":{"hash":"3a41f8acd33830f9365308245cacde531babb07db0f1787f455736754c241d79"}} as unknown as TypedDocumentString<PersonQuery, PersonQueryVariables>;
export const TimelinesDocument = {"__meta__":{"hash":"28c618494e52f5d39416a0e35b61927b5330aeb4a34f069c973fdc2c98948b78"}} as unknown as TypedDocumentString<TimelinesQuery, TimelinesQueryVariables>;
export const TimelineScopeDocument = {"__meta__":{"hash":"73400d159cbaeebd4e433fec3a62be47c63b9e9489e98b798f412f0882edbb3b"}} as unknown as TypedDocumentString<TimelineScopeQuery, TimelineScopeQueryVariables>;
export const TimelinePathDocument = {"__meta__":{"hash":"de7f3a2bb2180a09010b8397749fe7e5b541aa41379a758e592a4ee4391cdca2"}} as unknown as TypedDocumentString<TimelinePathQuery, TimelinePathQueryVariables>;
export const TimelineForecastDocument = {"__meta__":{"hash":"a0dd5deb325b60b197da376aa740f666195816bcb48f5adcd168df71ef288b45"}} as unknown as TypedDocumentString<TimelineForecastQuery, TimelineForecastQueryVariables>;
export const EntityListDocument = {"__meta__":{"hash":"20e2066718e5f52b07e5f71032ed7405cf489e55ad968de8ab293122c9b1ff3b"}} as unknown as TypedDocumentString<EntityListQuery, EntityListQueryVariables>;
export const TeamsDocument = {"__meta__":{"hash":"ffba1a4b026eb4d9ceeae8591172bcc858a982f5b24bfa0e9c79ed258b3ff6a5"}} as unknown as TypedDocumentString<TeamsQuery, TeamsQueryVariables>;
export const ChangeUndoDocument = {"__meta__":{"hash":"a3a8cd6952635b26a8ba006def969d6fe9d2c187af0515560974191fcfcefe79"}} as unknown as TypedDocumentString<ChangeUndoMutation, ChangeUndoMutationVariables>;
export const ViewerDocument = {"__meta__":{"hash":"4ff021ff86e6290ef1f42edd1529fad0027c9dec4931c9012236fca1209409da"}} as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;