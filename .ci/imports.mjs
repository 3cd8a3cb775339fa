// What lint cannot see of a single file: imports that go round in a circle, and packages outside of their rooms.
// `node .ci/imports.mjs` checks src/ and webview/ and names every fault; imports of types count like others.
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { PACKAGES } from './rooms.mjs';

const FOLDERS = ['src', 'webview'];
const SOURCE = /\.tsx?$/;
/** What an import without an extension may mean, in the order of the bundler. */
const ENDINGS = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];

/**
 * Every fault of some source files, in words.
 * @param {{ texts: Readonly<Record<string, string>>, dependencies: readonly string[] }} tree texts by their paths with slashes; names from package.json
 */
export function importFaults({ texts, dependencies }) {
  const imports = new Map(
    Object.entries(texts).map(([file, text]) => [file, ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)]),
  );
  return [...wrongTable(dependencies), ...strayPackages(imports), ...circles(graphOf(imports))];
}

/** Files of the map that each of its files imports. */
function graphOf(imports) {
  const resolve = (from, specifier) => {
    const path = join(dirname(from), specifier).replaceAll('\\', '/');
    return ENDINGS.map((ending) => `${path}${ending}`).find((candidate) => imports.has(candidate));
  };
  return new Map([...imports].map(([file, specifiers]) => [
    file,
    specifiers.filter((each) => each.startsWith('.')).map((each) => resolve(file, each)).filter((each) => each !== undefined),
  ]));
}

/** One way round for each circle that a walk along the imports comes upon. */
function circles(graph) {
  const found = [];
  const done = new Set();
  const way = [];
  const visit = (file) => {
    if (way.includes(file)) {
      found.push([...way.slice(way.indexOf(file)), file]);
    } else if (!done.has(file)) {
      way.push(file);
      graph.get(file).forEach(visit);
      way.pop();
      done.add(file);
    }
  };
  [...graph.keys()].forEach(visit);
  return found.map((circle) => `These files import each other in a circle: ${circle.join(' -> ')}`);
}

/** `preact` of `preact/hooks`, `@vscode/x` of `@vscode/x/y`. */
function packageOf(specifier) {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function strayPackages(imports) {
  return [...imports].flatMap(([file, specifiers]) =>
    specifiers.filter((each) => !each.startsWith('.') && !isBuiltin(each)).map(packageOf).flatMap((name) => {
      const folders = Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : null;
      if (folders === null) {
        return [`${file} imports ${name}, which the table of .ci/rooms.mjs does not have.`];
      }
      return folders.some((folder) => file.startsWith(`${folder}/`)) ? [] : [`${file} imports ${name}, which only ${folders.join(', ')} may.`];
    }),
  );
}

/** The editor's own module is no dependency of package.json; everything else of the table is one, and the other way round. */
function wrongTable(dependencies) {
  const listed = Object.keys(PACKAGES).filter((name) => name !== 'vscode');
  return [
    ...dependencies.filter((name) => !listed.includes(name)).map((name) => `The table of .ci/rooms.mjs does not have the dependency ${name}.`),
    ...listed.filter((name) => !dependencies.includes(name)).map((name) => `The table of .ci/rooms.mjs has ${name}, which is no dependency of package.json.`),
  ];
}

function readTree(root) {
  const names = FOLDERS.flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name)));
  const files = names.filter((name) => SOURCE.test(name)).sort();
  return {
    texts: Object.fromEntries(files.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(root, name), 'utf8')])),
    dependencies: Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies),
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const faults = importFaults(readTree(fileURLToPath(new URL('..', import.meta.url))));
  faults.forEach((fault) => console.error(fault));
  process.exitCode = faults.length === 0 ? 0 : 1;
}
