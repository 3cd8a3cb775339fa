import { extname } from 'node:path';
import { Command } from 'commander';
import { htmlReport, markdownReport, type AnyTrace } from '../../../app';
import { ReckonError } from '../../../base/errors';
import { EXIT, type ExitCode } from '../../exitCodes';
import { checkWritable, writeWhole } from '../../output';
import { withSession, type Session } from '../../session';
import { readAnyTraceInput } from './input';

const FORMS: Readonly<Record<string, (trace: AnyTrace) => string>> = {
  '.md': markdownReport,
  '.markdown': markdownReport,
  '.html': htmlReport,
  '.htm': htmlReport,
};

export function traceExportCommand(exit: (code: ExitCode) => void): Command {
  return new Command('export')
    .description('make a report of a recorded run: a Markdown document, or one HTML file without scripts')
    .argument('<file>', 'what --trace wrote; - for standard input')
    .requiredOption('--out <file>', 'where it goes; .md or .html says what it is')
    .action(async (file: string, { out }: { readonly out: string }) => {
      exit(await withSession({}, (session) => exportTrace(session, file, out)));
    });
}

async function exportTrace(session: Session, file: string, out: string): Promise<ExitCode> {
  const write = FORMS[extname(out).toLowerCase()];
  if (write === undefined) {
    throw new ReckonError('invalid-input', `The ending of ${out} does not say what to write.`, { hint: 'Name a file that ends in .md or .html.' });
  }
  await checkWritable(out, 'the report');
  await writeWhole(out, write(await readAnyTraceInput(file, session)), 'the report');
  await session.print(`The report is in ${out}.`);
  return EXIT.ok;
}
