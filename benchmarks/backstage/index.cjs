'use strict';
// A Backstage backend with the catalog alone. Its one provider applies the descriptors of BENCH_JSONL (one a line) as a full
// mutation, which is the way in that the catalog itself has for parsed documents. Lines that begin with BENCH are for the benchmark.
const fs = require('node:fs');
const { createBackend } = require('@backstage/backend-defaults');
const { createBackendModule } = require('@backstage/backend-plugin-api');
const { catalogProcessingExtensionPoint } = require('@backstage/plugin-catalog-node');

const say = (event, more = {}) =>
  process.stdout.write(`BENCH ${JSON.stringify({ event, ms: Date.now(), ...more })}\n`);

const provider = {
  getProviderName: () => 'bench',
  async connect(connection) {
    setImmediate(async () => {
      const lines = fs.readFileSync(process.env.BENCH_JSONL, 'utf8').split('\n').filter(Boolean);
      const entities = lines.map(line => ({ entity: JSON.parse(line), locationKey: 'bench' }));
      say('begun', { n: entities.length });
      try {
        await connection.applyMutation({ type: 'full', entities });
        say('taken', { n: entities.length });
      } catch (error) {
        say('failed', { error: String(error) });
      }
    });
  },
};

const backend = createBackend();
backend.add(require('@backstage/plugin-catalog-backend'));
backend.add(
  createBackendModule({
    pluginId: 'catalog',
    moduleId: 'bench-provider',
    register(reg) {
      reg.registerInit({
        deps: { catalog: catalogProcessingExtensionPoint },
        async init({ catalog }) {
          catalog.addEntityProvider(provider);
        },
      });
    },
  }),
);
backend.start().catch(error => {
  say('failed', { error: String(error && error.stack) });
  process.exit(1);
});
