export { assembleProgram, type AssembledProgram } from './assemble';
export { describeFunction, parses } from './describe';
export type { TaskFunction } from './functions';
export { functionsNotChecked, hasNoBody, type FunctionNotChecked } from './notChecked';
export { openingOf } from './opening';
export { readAssertions, readTask, type ReadTaskOptions } from './readTask';
export { readOneTask, readTasks } from './readTasks';
