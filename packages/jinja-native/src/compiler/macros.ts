import type { CallStatement, MacroStatement, Signature, Body } from '../ast.js';
import { Macro, type MacroArguments } from '../runtime/macro.js';
import { Output } from '../runtime/output.js';
import { textOf } from '../runtime/text.js';
import { Dict } from '../runtime/dict.js';
import { Markup, Tuple, Undefined, undefinedName, type Value } from '../runtime/values.js';
import { compileExpression, type Compilation } from './expressions.js';
import { type Evaluate, type Execute, Frame } from './frame.js';
import { compileArguments } from './invocations.js';
import { compileBody } from './statements.js';
import type { Scope } from './scope.js';
import { usesName } from './uses.js';
import { TemplateCallable } from '../runtime/callables.js';
import { typeFault } from '../errors.js';

/** Names a macro may use without declaring them. */
const IMPLICIT = ['varargs', 'kwargs', 'caller'] as const;

interface MacroCode {
  readonly layoutSize: () => number;
  readonly slots: readonly number[];
  readonly defaults: readonly Evaluate[];
  readonly implicit: ReadonlyMap<string, number>;
  readonly body: Execute;
  readonly autoescape: boolean;
}

function compileCode(signature: Signature, body: Body, outer: Scope, compilation: Compilation): MacroCode {
  const scope = outer.frame();
  const slots = signature.names.map((name) => scope.declare(name));
  const used = IMPLICIT.filter((name) => !signature.names.includes(name) && usesName(body, name));
  const implicit = new Map(used.map((name) => [name as string, scope.declare(name)]));
  const defaults = signature.defaults.map((node) => compileExpression(node, scope, compilation));
  const code = compileBody(body, scope, compilation);
  return { layoutSize: () => scope.layout.size, slots, defaults, implicit, body: code, autoescape: outer.autoescape };
}

/** Puts the arguments into the frame: what is given, else the default, else a missing value. */
function bindSlots(code: MacroCode, frame: Frame, names: readonly string[], given: readonly Value[]): void {
  const firstDefault = names.length - code.defaults.length;
  code.slots.forEach((slot, index) => {
    const value = given[index];
    if (value !== MISSING) frame.slots[slot] = value;
    else if (index < firstDefault) frame.slots[slot] = undefinedParameter(names[index] ?? '');
  });
  code.slots.forEach((slot, index) => {
    if (given[index] === MISSING && index >= firstDefault) frame.slots[slot] = code.defaults[index - firstDefault]?.(frame);
  });
}

const MISSING: unique symbol = Symbol('missing');

function undefinedParameter(name: string): Value {
  return new Undefined(() => `parameter '${name}' was not provided`);
}

function makeMacro(name: string, signature: Signature, code: MacroCode, definedIn: Frame): Macro {
  const { names } = signature;
  return new Macro(
    name,
    names,
    {
      varargs: code.implicit.has('varargs'),
      kwargs: code.implicit.has('kwargs'),
      caller: code.implicit.has('caller') || names.includes('caller'),
    },
    (run, args) => {
      const frame = new Frame(run, definedIn, code.layoutSize());
      bindSlots(
        code,
        frame,
        names,
        names.map((parameter, index) => givenValue(args, parameter, index)),
      );
      bindImplicit(code, frame, args);
      const output = new Output(run);
      code.body(frame, output);
      const value = output.finish();
      return code.autoescape ? new Markup(textOf(run, value)) : value;
    },
  );
}

function givenValue(args: MacroArguments, parameter: string, index: number): Value {
  if (index < args.values.length) return args.values[index];
  if (args.keywords.has(parameter)) return args.keywords.get(parameter);
  return parameter === 'caller' && args.caller !== undefined ? args.caller : MISSING;
}

function bindImplicit(code: MacroCode, frame: Frame, args: MacroArguments): void {
  for (const [name, slot] of code.implicit) {
    if (name === 'varargs') frame.slots[slot] = new Tuple(args.values.slice(code.slots.length));
    if (name === 'kwargs') frame.slots[slot] = Dict.from(args.extra);
    if (name === 'caller') frame.slots[slot] = args.caller ?? undefinedName('caller');
  }
}

/** `{% macro name(a, b=1) %}` */
export function compileMacro(node: MacroStatement, scope: Scope, compilation: Compilation): Execute {
  const slot = scope.declare(node.name);
  const code = compileCode(node.signature, node.body, scope, compilation);
  return (frame) => {
    frame.slots[slot] = makeMacro(node.name, node.signature, code, frame);
  };
}

/** `{% call(args) macro() %}` */
export function compileCallBlock(node: CallStatement, scope: Scope, compilation: Compilation): Execute {
  const compile = (child: Parameters<typeof compileExpression>[0]) => compileExpression(child, scope, compilation);
  const code = compileCode(node.signature, node.body, scope, compilation);
  const callee = compile(node.call.callee);
  const { positional, keywords } = compileArguments(node.call.args, compile);
  return (frame, output) => {
    const target = callee(frame);
    const args = positional(frame);
    const named = new Map(keywords(frame)).set('caller', makeMacro('caller', node.signature, code, frame));
    frame.run.at = node.at;
    if (!(target instanceof TemplateCallable)) throw typeFault('{% call %} needs a macro of this template.');
    output.addValue(target.call(frame.run, args, named));
  };
}
