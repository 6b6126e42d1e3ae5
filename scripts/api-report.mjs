/**
 * Writes etc/open-ticket-ai.api.md: the declarations behind every name that the package exports, without comments and private members.
 * `--check` writes nothing, and fails when the file says something else than the code.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const REPORT = join(ROOT, 'etc/open-ticket-ai.api.md');
const FRONTS = { 'open-ticket-ai': 'src/index.ts', 'open-ticket-ai/testing': 'src/testing/index.ts' };
const HEAD = `# The public API of open-ticket-ai

Every name that the package exports, and what the compiler knows of it. \`npm run api:report\` writes this file and a test compares it:
a change of the API is a change of this file. docs/api-versioning.md says which changes may come when.
`;

const program = createProgram(Object.values(FRONTS).map((file) => join(ROOT, file)));
const checker = program.getTypeChecker();
const declarations = emitDeclarations(program);
const report = await formatted([HEAD, ...Object.entries(FRONTS).map(([name, file]) => describeFront(name, join(ROOT, file)))].join('\n'));
if (process.argv.includes('--check')) check(report);
else writeFileSync(REPORT, report);

function createProgram(files) {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent({ ...config, files }, ts.sys, ROOT);
  const emit = { composite: false, declarationMap: false, emitDeclarationOnly: true, noEmitOnError: false, removeComments: false };
  return ts.createProgram(files, { ...options, ...emit, rootDir: ROOT, outDir: ROOT, customConditions: ['otai-source'] });
}

/** Source file -> its declarations. In memory: nothing has to be built before. */
function emitDeclarations(from) {
  const emitted = new Map();
  from.emit(undefined, (path, text) =>
    emitted.set(path.replace(/\.d\.ts$/, '.ts'), ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true)),
  );
  return emitted;
}

function describeFront(name, file) {
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const parts = exported.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(describeExport);
  return `## ${name}\n\n\`\`\`ts\n${parts.join('\n\n')}\n\`\`\`\n`;
}

function describeExport(symbol) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const texts = (target.declarations ?? []).map((declaration) => describeDeclaration(target, declaration));
  const isTypeOnly = symbol.declarations?.some((node) => ts.isExportSpecifier(node) && ts.isTypeOnlyImportOrExportDeclaration(node));
  const note = isTypeOnly && target.flags & ts.SymbolFlags.Value ? '// as a type only\n' : '';
  const text = note + texts.join('\n');
  return /['"]/.test(text) ? text : text + describeLiterals(target);
}

function describeDeclaration(symbol, declaration) {
  const file = declarations.get(declaration.getSourceFile().fileName);
  const matches = file?.statements.filter((statement) => namesOf(statement).includes(symbol.name)) ?? [];
  if (matches.length === 0) throw new Error(`the declaration of ${symbol.name} was not found`);
  const same = matches.length > 1 ? matches.filter((statement) => statement.kind === statementOf(declaration).kind) : matches;
  const printer = ts.createPrinter({ removeComments: true });
  return printer.printNode(ts.EmitHint.Unspecified, withoutPrivate(same[0]), file).replace(/^export (declare )?(default )?/, '');
}

/** A constant is declared in a list in a statement; everything else is a statement itself. */
function statementOf(declaration) {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}

function namesOf(statement) {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.text);
  return statement.name === undefined ? [] : [statement.name.text];
}

/** What nobody outside can use may change: private members, and those marked \`@internal\`. */
function withoutPrivate(statement) {
  if (!ts.isClassDeclaration(statement)) return statement;
  const members = statement.members.filter((member) => !isPrivate(member));
  return ts.factory.updateClassDeclaration(
    statement,
    statement.modifiers,
    statement.name,
    statement.typeParameters,
    statement.heritageClauses,
    members,
  );
}

function isPrivate(member) {
  const hidden = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private;
  const isInternal = ts.getJSDocTags(member).some((tag) => tag.tagName.text === 'internal');
  return hidden !== 0 || isInternal || (member.name !== undefined && ts.isPrivateIdentifier(member.name));
}

/** A type made of literals, such as a list of codes, is spelled out: its declaration may only point to where they stand. */
function describeLiterals(symbol) {
  if ((symbol.flags & ts.SymbolFlags.TypeAlias) === 0) return '';
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  if (!type.isUnion() || !type.types.every((member) => member.isLiteral())) return '';
  return `\n// ${type.types.map((member) => JSON.stringify(member.value)).join(' | ')}`;
}

async function formatted(text) {
  return format(text, { ...(await resolveConfig(REPORT)), parser: 'markdown' });
}

function check(expected) {
  const actual = readFileSync(REPORT, 'utf8');
  if (actual === expected) return;
  const [was, is] = [actual, expected].map((text) => text.split('\n'));
  const gone = was.filter((line) => !is.includes(line)).map((line) => `- ${line}`);
  const come = is.filter((line) => !was.includes(line)).map((line) => `+ ${line}`);
  console.error(`the public API has changed:\n${[...gone, ...come].join('\n')}`);
  console.error('read docs/api-versioning.md, set OTAI_API_VERSION accordingly, and run: npm run api:report');
  process.exitCode = 1;
}
