export { NowPage as Component } from '../features/now/NowPage';
