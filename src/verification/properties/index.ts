export { checkProperties, type PropertyOptions } from './check';
export { readProperties } from './read';
