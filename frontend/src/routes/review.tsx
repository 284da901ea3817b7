export { ReviewPage as Component } from '../features/review/ReviewPage';
