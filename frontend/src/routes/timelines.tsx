export { TimelinesPage as Component } from '../features/timelines/TimelinesPage';
