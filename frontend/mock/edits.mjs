// What people say over what sources say. An edit really holds, and undoing it brings back what was there.
import { term } from './terms.mjs';

const PATHS = {
  title: 'metadata.title',
  description: 'metadata.description',
  lifecycle: 'spec.lifecycle',
  tier: 'metadata.annotations.headwater.dev/tier',
  links: 'metadata.links',
};
const TAG = 'metadata.tags.';
const TERM = 'spec.glossaryTerms.';
const SETS = { TAGS: TAG, GLOSSARY_TERMS: TERM };

const problem = (code, field, message) => ({ code, field: field && ['input', field], message });

function refusal(input, entity) {
  if (input.expectedVersion != null && input.expectedVersion !== entity.version) {
    return problem('CONFLICT', null, `${entity.ref} changed since you read it.`);
  }
  if (input.title?.trim() === '') return problem('INVALID', 'title', 'is empty; accepted: a text');
  const bad = (input.addTags ?? []).findIndex((tag) => !/^[a-z0-9:+#-]+$/.test(tag));
  if (bad >= 0)
    return problem('INVALID', `add_tags[${bad}]`, `'${input.addTags[bad]}' is not legal`);
  const off = (input.links ?? []).findIndex(({ url }) => !/^(https?:\/\/|mailto:)/.test(url));
  if (off >= 0) return problem('INVALID', `links[${off}].url`, 'is no address of a page');
  return null;
}

/** The paths that an input sets, with what they become. */
function values(input) {
  const found = Object.entries(PATHS)
    .filter(([key]) => input[key] != null)
    .map(([key, path]) => [path, input[key]]);
  const tags = [
    ...(input.addTags ?? []).map((tag) => [TAG + tag, true]),
    ...(input.removeTags ?? []).map((tag) => [TAG + tag, false]),
  ];
  const terms = [
    ...(input.addGlossaryTerms ?? []).map((ref) => [TERM + ref, true]),
    ...(input.removeGlossaryTerms ?? []).map((ref) => [TERM + ref, false]),
  ];
  return [...found, ...tags, ...terms];
}

const cleared = (path, clear = []) =>
  clear.some((field) =>
    field in SETS ? path.startsWith(SETS[field]) : PATHS[field.toLowerCase()] === path,
  );

/** What sources say, kept from before the first edit. */
function declared(estate, entity) {
  entity.said ??= {
    title: entity.title,
    lifecycle: entity.lifecycle,
    tier: entity.tier,
    tags: entity.tags,
    terms: entity.glossaryTerms.map((term) => term.ref),
  };
  return entity.said;
}

function settle(estate, entity) {
  const edits = estate.edits.get(entity.ref) ?? {};
  const said = declared(estate, entity);
  const one = (key) => edits[PATHS[key]]?.value ?? said[key];
  const members = (prefix, declaredOnes) => {
    const found = new Set(declaredOnes);
    for (const [path, edit] of Object.entries(edits)) {
      if (path.startsWith(prefix)) found[edit.value ? 'add' : 'delete'](path.slice(prefix.length));
    }
    return [...found].sort();
  };
  Object.assign(entity, {
    ...{ title: one('title'), lifecycle: one('lifecycle'), tier: one('tier') },
    ...{ tags: members(TAG, said.tags), glossaryTerms: members(TERM, said.terms).map(term) },
    ...{ version: entity.version + 1 },
  });
}

/** Rows of provenance, edits first; `values` are what sources say of what no card shows. */
export function withEdits(estate, entity, detail) {
  const edits = Object.entries(estate.edits.get(entity.ref) ?? {});
  if (edits.length === 0) return detail;
  const said = { ...declared(estate, entity), ...detail };
  const source = {
    source: 'descriptors-github',
    at: new Date(estate.now).toISOString(),
    url: null,
  };
  const rows = edits.map(([field, edit]) => {
    const key = Object.keys(PATHS).find((name) => PATHS[name] === field);
    const prefix = [TAG, TERM].find((one) => field.startsWith(one));
    const member = prefix && field.slice(prefix.length);
    const listed = prefix === TERM ? said.terms : said.tags;
    const value = member ? (listed.includes(member) ? member : null) : said[key];
    const redundant = member ? (value !== null) === edit.value : value === edit.value;
    return {
      ...{ field, source: 'people', at: edit.at, url: null, by: 'Ines Marek' },
      ...{ redundant, hidesNewer: false, losers: value == null ? [] : [{ ...source, value }] },
    };
  });
  const of = (path) => edits.find(([field]) => field === path)?.[1].value;
  return {
    ...detail,
    description: of(PATHS.description) ?? detail.description,
    links:
      of(PATHS.links)?.map((one) => ({ title: null, type: null, icon: null, ...one })) ??
      detail.links,
    provenance: [
      ...rows,
      ...detail.provenance.filter((row) => !edits.some(([field]) => field === row.field)),
    ],
  };
}

export function editRoot(estate, { changeSetUndo }) {
  const undo = new Map();
  const change = (key, next, follow) => {
    const before = estate.edits.get(key) ?? {};
    estate.edits.set(key, next(before));
    follow();
    const id = `chg_edit_${undo.size + 1}`;
    undo.set(id, () => {
      estate.edits.set(key, before);
      follow();
    });
    return { changeSet: { id }, userErrors: [], clientMutationId: null, entity: null };
  };
  const at = new Date(estate.now).toISOString();
  return {
    entityUpdate: ({ input }) => {
      const entity = estate.byRef(input.entities.refs[0]);
      const refused = refusal(input, entity);
      if (refused) return { changeSet: null, userErrors: [refused], entity: null };
      return change(
        entity.ref,
        (before) => ({
          ...Object.fromEntries(
            Object.entries(before).filter(([path]) => !cleared(path, input.clear)),
          ),
          ...Object.fromEntries(values(input).map(([path, value]) => [path, { value, at }])),
        }),
        () => settle(estate, entity),
      );
    },
    columnUpdate: ({ input }) =>
      change(
        `${input.ref} columns`,
        (before) => ({
          ...before,
          [input.path]: input.clear ? undefined : { value: input.description, at },
        }),
        () => undefined,
      ),
    patches: ({ refs: [ref] }) => {
      const edits = Object.entries(estate.edits.get(ref) ?? {});
      if (edits.length === 0) return [];
      const fragment = edits
        .map(([path, edit]) => `${path}: ${JSON.stringify(edit.value)}\n`)
        .join('');
      return [
        {
          ...{ source: 'descriptors-github', item: 'catalog-info.yaml:1', url: null },
          ...{ redundant: [], fragment },
        },
      ];
    },
    changeSetUndo: (args) => {
      const back = undo.get(args.input.id);
      if (!back) return changeSetUndo(args);
      back();
      return { changeSet: { id: 'chg_undo' }, userErrors: [], ownership: null };
    },
  };
}
