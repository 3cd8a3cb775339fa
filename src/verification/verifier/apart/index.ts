export { isOneCall } from './call';
export { judgeApart } from './judge';
