export { LineagePage as Component } from '../features/lineage/LineagePage';
