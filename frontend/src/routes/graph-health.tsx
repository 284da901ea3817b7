export { ShapePage as Component } from '../features/shape/ShapePage';
