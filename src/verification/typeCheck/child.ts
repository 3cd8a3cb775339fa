import { leaveInterruptsToParent } from '../../base/interrupts';
import type { TypeCheckReply, TypeCheckRequest } from './messages';
import { TypeService } from './service';

/** The process in which candidates' types are checked: nothing of them runs, but reading them may take for ever. */
function main(): void {
  leaveInterruptsToParent();
  process.on('disconnect', () => process.exit(0));
  const service = new TypeService();
  // Reads the library's types, which is most of the work of a first check.
  service.check({ language: 'typescript', given: '', code: 'export const warm: number = [1].length;' });
  const reply = (message: TypeCheckReply): void => {
    process.send?.(message);
  };
  process.on('message', (request: TypeCheckRequest) => reply({ type: 'checked', problems: service.check(request) }));
  reply({ type: 'ready' });
}

main();
