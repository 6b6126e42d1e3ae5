import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OTAI_API_VERSION } from '../../api/api-version.js';
import { appNames, componentNames, pluginNames, type PackageNames } from './new-names.js';
import { findProject, type Project } from './new-project.js';
import type { NewKind, NewPlan, NewRequest } from './new-request.js';
import { registerClass } from './register-class.js';
import { fillTemplates } from './template-folder.js';

/** What a wish comes down to. Reads files and writes none; a wish that cannot be is a `UsageError`. */
export function planNew({ kind, name, cwd }: NewRequest): NewPlan {
  if (kind === 'plugin') return planPackage(['common', 'plugin'], pluginNames(name), cwd);
  if (kind === 'app') return planPackage(['common', 'app'], appNames(name), cwd);
  return planComponent(kind, name, findProject(cwd));
}

function planPackage(folders: readonly string[], names: PackageNames, cwd: string): NewPlan {
  const values = {
    PACKAGE: names.package,
    FOLDER: names.folder,
    PREFIX: names.prefix,
    CLASS: names.className,
    CORE_RANGE: `^${ownVersion()}`,
    API_RANGE: `^${OTAI_API_VERSION}`,
  };
  return {
    root: join(cwd, names.folder),
    files: fillTemplates(folders, values),
    next: [`cd ${names.folder}`, 'npm install', 'npm test'],
  };
}

function planComponent(kind: Exclude<NewKind, 'plugin' | 'app'>, typed: string, project: Project): NewPlan {
  const { name, file, className } = componentNames(typed, kind);
  const folder = kind === 'service' && project.kind === 'app' ? 'app-service' : kind;
  const files = fillTemplates([folder], { NAME: name, FILE: file, CLASS: className });
  const suffix = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  const registered = registerClass(project, { name: className + suffix, from: `./${kind}s/${file}.${kind}.js` });
  return {
    root: project.root,
    files: registered.file === undefined ? files : [...files, registered.file],
    next: [...(registered.byHand === undefined ? [] : [registered.byHand]), 'npm test'],
  };
}

/** Of the package these files are in; what is generated asks for the same. */
function ownVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
