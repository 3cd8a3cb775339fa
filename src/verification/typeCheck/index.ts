export { TypeChecker } from './checker';
