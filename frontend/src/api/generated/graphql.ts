/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How sure a count is. */
export type CountState =
  /** At least this many; counting stopped at 10,000. */
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

/** Which entities; all fields that are given hold. At most 4 levels and 50 conditions. */
export type EntityFilter = {
  /** All of these hold. */
  and?: Array<EntityFilter> | null | undefined;
  /** Domains, with all below them. */
  domains?: Array<string> | null | undefined;
  /** Kinds. */
  kinds?: Array<Kind> | null | undefined;
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
  /** Accountable teams. */
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

/** How to sort entities; ties are broken by ref, so the order is total. */
export type EntityOrder = {
  /** By what. */
  by: EntitySort;
  /** Which way. */
  direction?: SortDirection | null | undefined;
};

/** What entity lists sort by; entities without the value come last. */
export type EntitySort =
  /** Title. */
  | 'NAME'
  /** Match of the text, weighted by use, tier and health; by use without a text. */
  | 'RELEVANCE'
  /** Tier, 1 first. */
  | 'TIER'
  /** Last change. */
  | 'UPDATED_AT';

/** What entities can be counted by. */
export type FacetField =
  /** Domain. */
  | 'DOMAIN'
  /** Kind. */
  | 'KIND'
  /** Lifecycle. */
  | 'LIFECYCLE'
  /** Namespace. */
  | 'NAMESPACE'
  /** Accountable team. */
  | 'OWNER'
  /** Platform. */
  | 'PLATFORM'
  /** Source that claims it. */
  | 'SOURCE'
  /** System. */
  | 'SYSTEM'
  /** Tag. */
  | 'TAG'
  /** Tier. */
  | 'TIER'
  /** Type, as in table or topic. */
  | 'TYPE';

/** Which nodes a lineage answer keeps; edges through nodes left out are joined. */
export type Grain =
  /** Datasets, dashboards and models only. */
  | 'DATASET'
  /** Datasets and jobs. */
  | 'FULL'
  /** Jobs only. */
  | 'JOB'
  /** Datasets, and pipelines in place of their jobs. */
  | 'PIPELINE';

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
  /** Its connector could not be loaded. */
  | 'BROKEN'
  /** Last sync was partial or failed. */
  | 'FAILING'
  /** Reads well. */
  | 'OK'
  /** Switched off. */
  | 'PAUSED'
  /** Nothing heard for twice its interval. */
  | 'SILENT';

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

/** Life of one reading of a source. */
export type SyncState =
  /** Failed; nothing was deleted. */
  | 'FAILED'
  /** Done in part; nothing was deleted. */
  | 'PARTIAL'
  /** Writing. */
  | 'RUNNING'
  /** Done, complete. */
  | 'SUCCEEDED';

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

export type EntityHeadQueryVariables = Exact<{
  ref: string;
}>;


export type EntityHeadQuery = { entity:
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, schema: { columnCount: number } | null, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
    | { createdAt: string, ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, domain: { ref: string, kind: Kind, title: string, exists: boolean } | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
   | null };

export type EntityDetailQueryVariables = Exact<{
  ref: string;
}>;


export type EntityDetailQuery = { entity:
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
    | { ref: string, detail: { description: string | null, links: Array<{ url: string, title: string | null, type: string | null }>, aliases: Array<{ scheme: string, key: string, namespace: string | null, name: string | null, source: string, since: string }>, provenance: Array<{ field: string, source: string, at: string, url: string | null, losers: Array<unknown> }>, issues: Array<{ id: string, source: string, item: string, code: string, message: string, lastSeenAt: string, url: string | null }> } }
   | null };

export type EstateQueryVariables = Exact<{ [key: string]: never; }>;


export type EstateQuery = { entitySearch: { totalCount: number | null, totalCountState: CountState }, sources: { nodes: Array<{ key: string, state: SourceState }> } };

export type LineageWalkQueryVariables = Exact<{
  refs: Array<string> | string;
  direction: Direction;
  maxHops: number;
  limit: number;
  grain: Grain;
  windowDays: number;
  asOf?: string | null | undefined;
}>;


export type LineageWalkQuery = { lineageWalk: { asOf: string, truncated: boolean, totalCount: number | null, totalCountState: CountState, hiddenCount: number, nodes: Array<{ key: string, kind: Kind, hidden: boolean, stub: boolean, hop: number, moreUpstream: number, moreDownstream: number, lastRunState: RunState | null, lastRunAt: string | null, entity:
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, tier: number | null, lastArrivalAt: string | null, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null }
       | null }>, edges: Array<{ source: string, target: string, basis: EdgeBasis, validFrom: string, validTo: string | null, evidence: Array<{ basis: EdgeBasis, source: string, firstSeenAt: string, lastSeenAt: string, count: number, url: string | null }>, via: Array<{ ref: string, kind: Kind, title: string, exists: boolean }> }> } };

export type SuggestQueryVariables = Exact<{
  text?: string | null | undefined;
  first: number;
}>;


export type SuggestQuery = { entitySearch: { totalCount: number | null, totalCountState: CountState, nodes: Array<
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
      | { ref: string, kind: Kind, namespace: string, name: string, title: string, platform: string | null, owner: { title: string } | null }
    > } };

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

export type RunRowFragment = { id: string, runId: string, state: RunState, nominalStartAt: string | null, nominalEndAt: string | null, startedAt: string | null, endedAt: string | null, durationSeconds: number | null, error: string | null, url: string | null, job: { ref: string, kind: Kind, title: string, exists: boolean } };

export type RunsQueryVariables = Exact<{
  ref: string;
  filter?: RunFilter | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type RunsQuery = { runs: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ id: string, runId: string, state: RunState, nominalStartAt: string | null, nominalEndAt: string | null, startedAt: string | null, endedAt: string | null, durationSeconds: number | null, error: string | null, url: string | null, job: { ref: string, kind: Kind, title: string, exists: boolean } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RunDataFragment = { rowCount: number | null, byteCount: number | null, dataset: { ref: string, kind: Kind, title: string, exists: boolean } };

export type RunDetailQueryVariables = Exact<{
  id: string | number;
}>;


export type RunDetailQuery = { run: { parentId: string | null, source: string, id: string, runId: string, state: RunState, nominalStartAt: string | null, nominalEndAt: string | null, startedAt: string | null, endedAt: string | null, durationSeconds: number | null, error: string | null, url: string | null, detail: { inputs: Array<{ rowCount: number | null, byteCount: number | null, dataset: { ref: string, kind: Kind, title: string, exists: boolean } }>, outputs: Array<{ rowCount: number | null, byteCount: number | null, dataset: { ref: string, kind: Kind, title: string, exists: boolean } }>, errorText: { text: string | null, state: TextState }, parameters: Array<{ key: string, value: string }>, children: Array<{ id: string, state: RunState, job: { ref: string, kind: Kind, title: string, exists: boolean } }> }, job: { ref: string, kind: Kind, title: string, exists: boolean } } | null };

export type ColumnRowFragment = { path: string, type: string, nullable: boolean | null, description: string | null, tags: Array<string>, position: number, upstreamCount: number, downstreamCount: number };

export type DatasetSchemaQueryVariables = Exact<{
  ref: string;
  version?: number | null | undefined;
}>;


export type DatasetSchemaQuery = { schema: { version: number, validFrom: string, validTo: string | null, columnCount: number, source: string, columns: Array<{ path: string, type: string, nullable: boolean | null, description: string | null, tags: Array<string>, position: number, upstreamCount: number, downstreamCount: number }> } | null };

export type SchemaVersionsQueryVariables = Exact<{
  ref: string;
  first: number;
  after?: string | null | undefined;
}>;


export type SchemaVersionsQuery = { schemas: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ version: number, validFrom: string, validTo: string | null, columnCount: number, source: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LinkFragment = { ref: string, kind: Kind, title: string, exists: boolean };

type EntityCard_Api_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Component_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Dashboard_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Dataset_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Domain_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Job_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Model_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Other_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Person_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Pipeline_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Resource_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_System_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

type EntityCard_Team_Fragment = { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null };

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
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
        | { ref: string, kind: Kind, type: string | null, namespace: string, name: string, title: string, summary: string | null, platform: string | null, tier: number | null, lifecycle: string | null, tags: Array<string>, lastArrivalAt: string | null, updatedAt: string, owner: { ref: string, kind: Kind, title: string, exists: boolean } | null, system: { ref: string, kind: Kind, title: string, exists: boolean } | null }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EntityFacetsQueryVariables = Exact<{
  by: Array<FacetField> | FacetField;
  text?: string | null | undefined;
  filter?: EntityFilter | null | undefined;
}>;


export type EntityFacetsQuery = { entityCount: Array<{ field: FacetField, moreCount: number, values: Array<{ value: string, title: string, count: number }> }> };

export type SyncRowFragment = { id: string, source: string, state: SyncState, startedAt: string, endedAt: string | null, readCount: number, issueCount: number, error: string | null, plan: { createCount: number, updateCount: number, deleteCount: number, sameCount: number } | null };

export type SourcesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type SourcesQuery = { sources: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ id: string, key: string, title: string, kind: string, state: SourceState, intervalSeconds: number | null, heartbeatAt: string | null, lagSeconds: number | null, entityCount: number, issueCount: number, precedence: number, trustedForOwners: boolean, lastSync: { id: string, source: string, state: SyncState, startedAt: string, endedAt: string | null, readCount: number, issueCount: number, error: string | null, plan: { createCount: number, updateCount: number, deleteCount: number, sameCount: number } | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SourceActivityQueryVariables = Exact<{
  source?: string | null | undefined;
  syncs: number;
  issues: number;
}>;


export type SourceActivityQuery = { syncs: { nodes: Array<{ id: string, source: string, state: SyncState, startedAt: string, endedAt: string | null, readCount: number, issueCount: number, error: string | null, plan: { createCount: number, updateCount: number, deleteCount: number, sameCount: number } | null }> }, issues: { totalCount: number | null, totalCountState: CountState, nodes: Array<{ id: string, source: string, item: string, code: string, message: string, firstSeenAt: string, lastSeenAt: string, count: number, url: string | null, entity: { ref: string, kind: Kind, title: string, exists: boolean } | null }> } };

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
}
    `, {"fragmentName":"ColumnRow"}) as unknown as TypedDocumentString<ColumnRowFragment, unknown>;
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
  }
}
    `, {"fragmentName":"SyncRow"}) as unknown as TypedDocumentString<SyncRowFragment, unknown>;
export const EntityHeadDocument = {"__meta__":{"hash":"0724268de4806774bfb66db54079c6253b26b63d385cf1bc726dbef23d493f28"}} as unknown as TypedDocumentString<EntityHeadQuery, EntityHeadQueryVariables>;
export const EntityDetailDocument = {"__meta__":{"hash":"76927f3c5b080f8e8996c0f874b47aa7054f34ae10726b3aa7c969f2b53b2af9"}} as unknown as TypedDocumentString<EntityDetailQuery, EntityDetailQueryVariables>;
export const EstateDocument = {"__meta__":{"hash":"db6d9c33d72ac586608efae2a61e52f75dee51bd72dd891cc6e15e46b2549cfd"}} as unknown as TypedDocumentString<EstateQuery, EstateQueryVariables>;
export const LineageWalkDocument = {"__meta__":{"hash":"a5d3e06c262f444ded54e17ead04b439e706de2ad966ffb7d22b6bb53fe6208b"}} as unknown as TypedDocumentString<LineageWalkQuery, LineageWalkQueryVariables>;
export const SuggestDocument = {"__meta__":{"hash":"43bbc5d80ed323c0daacfa9f06586c8e0774927e36b6f5c989ddb7335868373c"}} as unknown as TypedDocumentString<SuggestQuery, SuggestQueryVariables>;
export const RelationsDocument = {"__meta__":{"hash":"000a3cc4e5096319e515f4e5229d6d6b560616e5a860af40405598b808a3cefe"}} as unknown as TypedDocumentString<RelationsQuery, RelationsQueryVariables>;
export const DescriptorDocument = {"__meta__":{"hash":"d685985abb3c5d0e8aa38fb3d4888957c475f3b2d161704db9821322931c6b00"}} as unknown as TypedDocumentString<DescriptorQuery, DescriptorQueryVariables>;
export const RunsDocument = {"__meta__":{"hash":"991cdf83bb716c611d6e2daf23b94687c30e53f34a0e5cf7a9a7921a292154dc"}} as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const RunDetailDocument = {"__meta__":{"hash":"5f5c3187edccd8fe805e5b76d80b9a66bb5a34c08936329f9e358f9e0e335e59"}} as unknown as TypedDocumentString<RunDetailQuery, RunDetailQueryVariables>;
export const DatasetSchemaDocument = {"__meta__":{"hash":"501d84cdc85106b559687f1b308cddcb54e32546ed222f4a96dfc22404155a2f"}} as unknown as TypedDocumentString<DatasetSchemaQuery, DatasetSchemaQueryVariables>;
export const SchemaVersionsDocument = {"__meta__":{"hash":"91f48d303ede56a3b818a189661136bf09058601bc812dbe49bda57ebcc90e6d"}} as unknown as TypedDocumentString<SchemaVersionsQuery, SchemaVersionsQueryVariables>;
export const EntitySearchDocument = {"__meta__":{"hash":"7cfc352234a37469cb9016ab3af4a5034270fe79ed83b5ccc77d702e1319cac1"}} as unknown as TypedDocumentString<EntitySearchQuery, EntitySearchQueryVariables>;
export const EntityFacetsDocument = {"__meta__":{"hash":"a8fd62ca3e983b5a88a246b44646d22e7118fa38904cfecf5b02b20a731c994c"}} as unknown as TypedDocumentString<EntityFacetsQuery, EntityFacetsQueryVariables>;
export const SourcesDocument = {"__meta__":{"hash":"8163611ca0546b6492b24c75b78074e978d1b2a81cfadfe7915cbba7d9c90495"}} as unknown as TypedDocumentString<SourcesQuery, SourcesQueryVariables>;
export const SourceActivityDocument = {"__meta__":{"hash":"49a9e7639b0acbdc482bb3a30f4a64e997a519527a13ce858478852872587c66"}} as unknown as TypedDocumentString<SourceActivityQuery, SourceActivityQueryVariables>;