import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exitCodes';
import { jsonOption } from '../options';
import { formatBytes } from '../../base/format';
import { renderTable } from '../render/table';
import { fetchWithProgress } from '../fetchModel';
import { withSession } from '../session';

export function addModelsCommand(program: Command, exit: (code: ExitCode) => void): void {
  const models = program.command('models').description('models on this machine and in the catalogue; models fetch ID gets one');
  models
    .command('list', { isDefault: true })
    .description('show every model and whether it is here')
    .addOption(jsonOption())
    // `list` stands in when no command is named, so a mistyped command ends up here.
    .usage('[options]')
    .argument('[other...]')
    .action(async (other: readonly string[], flags: { readonly json?: boolean }) => {
      if (other[0] !== undefined) {
        models.error(`error: unknown command '${other[0]}'`);
      }
      exit(
        await withSession({}, async ({ reckon, print }) => {
          const listings = await reckon.weights.list();
          await print(flags.json === true ? JSON.stringify({ schemaVersion: 1, models: listings }, null, 2) : renderTable([
            ['id', 'size', 'state', 'licence', 'title'],
            ...listings.map((model) => [model.id, formatBytes(model.bytes), model.state, model.licence ?? '', model.title]),
          ]).join('\n'));
          return EXIT.ok;
        }),
      );
    });
  models
    .command('fetch')
    .description('download a model of the catalogue and check its digest')
    .argument('<id>')
    .action(async (id: string) => {
      exit(
        await withSession({}, async (session) => {
          const file = await fetchWithProgress(session, id);
          await session.print(file.path);
          return EXIT.ok;
        }),
      );
    });
  models
    .command('import')
    .description('use a GGUF file that is already on this machine, where it lies')
    .argument('<path>')
    .action(async (path: string) => {
      exit(
        await withSession({}, async ({ reckon, print, signal }) => {
          const file = await reckon.weights.importFile(path, { signal });
          await print(file.modelId);
          return EXIT.ok;
        }),
      );
    });
  models
    .command('remove')
    .description('delete a downloaded model and everything imported from it; an imported file itself stays')
    .argument('<id>')
    .action(async (id: string) => {
      exit(
        await withSession({}, async ({ reckon, print }) => {
          await reckon.weights.remove(id);
          await print(`removed ${id}`);
          return EXIT.ok;
        }),
      );
    });
}
