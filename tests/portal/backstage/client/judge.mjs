// What Backstage's own rules say of descriptors: a list of them on standard input, a list of {error, relations} on standard output.
// The policies and validators are those of npm's @backstage/catalog-model; which field makes which relation is written
// out here, as Backstage's processors have it, so that it is not our table.
import { readFileSync } from 'node:fs';
import * as model from '@backstage/catalog-model';

const policy = model.EntityPolicies.allOf([
  new model.SchemaValidEntityPolicy(),
  new model.DefaultNamespaceEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(),
  new model.FieldFormatEntityPolicy(),
]);
const kinds = Object.entries(model)
  .filter(([name]) => name.endsWith('V1alpha1Validator'))
  .map(([, validator]) => validator);
const fields = {
  owner: ['ownedBy', 'Group'],
  system: ['partOf', 'System'],
  domain: ['partOf', 'Domain'],
  subdomainOf: ['partOf', 'Domain'],
  subcomponentOf: ['partOf', 'Component'],
  providesApis: ['providesApi', 'API'],
  consumesApis: ['consumesApi', 'API'],
  dependsOn: ['dependsOn', undefined],
  dependencyOf: ['dependencyOf', undefined],
  memberOf: ['memberOf', 'Group'],
  members: ['hasMember', 'User'],
  parent: ['childOf', 'Group'],
  children: ['parentOf', 'Group'],
};

const fieldsOf = {
  Component: ['owner', 'system', 'subcomponentOf', 'providesApis', 'consumesApis', 'dependsOn', 'dependencyOf'],
  API: ['owner', 'system'],
  Resource: ['owner', 'system', 'dependsOn', 'dependencyOf'],
  System: ['owner', 'domain'],
  Domain: ['owner', 'subdomainOf'],
  Group: ['parent', 'children', 'members'],
  User: ['memberOf'],
  Template: ['owner'],
  Location: [],
};

function relationsOf(entity) {
  const found = new Set();
  for (const field of fieldsOf[entity.kind]) {
    const [type, defaultKind] = fields[field];
    for (const text of [entity.spec?.[field] ?? []].flat()) {
      const ref = model.parseEntityRef(text, { defaultKind, defaultNamespace: entity.metadata.namespace });
      found.add(`${type} ${model.stringifyEntityRef(ref)}`);
    }
  }
  return [...found].sort();
}

async function judged(entity) {
  try {
    const passed = await policy.enforce(entity);
    let isKnown = false;
    for (const validator of kinds) isKnown = (await validator.check(passed)) || isKnown;
    // A template's kind comes with a plug-in of its own: its envelope is judged, not its spec.
    if (!isKnown && passed.kind !== 'Template') throw new Error(`No processor recognized the kind ${passed.kind}`);
    return { error: null, relations: relationsOf(passed) };
  } catch (error) {
    return { error: error.message, relations: [] };
  }
}

const entities = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(await Promise.all(entities.map(judged))));
