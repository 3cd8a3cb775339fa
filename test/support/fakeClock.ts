export { VirtualClock as FakeClock } from '../../src/base/virtualClock';
