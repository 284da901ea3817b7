export { JobsPage as Component } from '../features/jobs/JobsPage';
