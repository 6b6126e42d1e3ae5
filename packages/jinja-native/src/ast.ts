import type { Position } from './errors.js';

/** Arguments of a call, a filter or a test, as written. */
export interface Arguments {
  readonly positional: readonly Expression[];
  readonly keywords: readonly { readonly name: string; readonly value: Expression }[];
  /** `*list` */
  readonly rest?: Expression | undefined;
  /** `**dict` */
  readonly keywordRest?: Expression | undefined;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

interface Node {
  readonly at: Position;
}

export interface ConstNode extends Node {
  readonly kind: 'const';
  readonly value: unknown;
}
export interface NameNode extends Node {
  readonly kind: 'name';
  readonly name: string;
}
export interface SequenceNode extends Node {
  readonly kind: 'list' | 'tuple';
  readonly items: readonly Expression[];
}
export interface DictNode extends Node {
  readonly kind: 'dict';
  readonly pairs: readonly (readonly [Expression, Expression])[];
}
export interface AttributeNode extends Node {
  readonly kind: 'attribute';
  readonly object: Expression;
  readonly name: string;
}
export interface ItemNode extends Node {
  readonly kind: 'item';
  readonly object: Expression;
  readonly key: Expression;
}
export interface SliceNode extends Node {
  readonly kind: 'slice';
  readonly object: Expression;
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}
export interface CallNode extends Node {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: Arguments;
}
export interface FilterNode extends Node {
  readonly kind: 'filter';
  /** undefined: the text of the block the filter stands on. */
  readonly input: Expression | undefined;
  readonly name: string;
  readonly args: Arguments;
}
export interface TestNode extends Node {
  readonly kind: 'test';
  readonly input: Expression;
  readonly name: string;
  readonly args: Arguments;
}
export interface UnaryNode extends Node {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | 'not';
  readonly operand: Expression;
}
export interface BinaryNode extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface LogicNode extends Node {
  readonly kind: 'logic';
  readonly operator: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}
export interface CompareNode extends Node {
  readonly kind: 'compare';
  readonly first: Expression;
  readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression; readonly at: Position }[];
}
export interface ConcatNode extends Node {
  readonly kind: 'concat';
  readonly items: readonly Expression[];
}
export interface ConditionNode extends Node {
  readonly kind: 'condition';
  readonly test: Expression;
  readonly consequent: Expression;
  readonly otherwise: Expression | undefined;
}

export type Expression =
  | ConstNode
  | NameNode
  | SequenceNode
  | DictNode
  | AttributeNode
  | ItemNode
  | SliceNode
  | CallNode
  | FilterNode
  | TestNode
  | UnaryNode
  | BinaryNode
  | LogicNode
  | CompareNode
  | ConcatNode
  | ConditionNode;

export interface NameTarget extends Node {
  readonly kind: 'name';
  readonly name: string;
}
export interface TupleTarget extends Node {
  readonly kind: 'tuple';
  readonly items: readonly Target[];
}
export interface NamespaceTarget extends Node {
  readonly kind: 'namespace';
  readonly name: string;
  readonly attribute: string;
}
/** What stands left of `=` or before `in`. */
export type Target = NameTarget | TupleTarget | NamespaceTarget;

/** Parameters of a macro or a call block. */
export interface Signature {
  readonly names: readonly string[];
  /** Defaults of the last parameters. */
  readonly defaults: readonly Expression[];
}

export type Body = readonly Statement[];

export interface TextStatement extends Node {
  readonly kind: 'text';
  readonly text: string;
}
export interface OutputStatement extends Node {
  readonly kind: 'output';
  readonly expression: Expression;
}
export interface IfStatement extends Node {
  readonly kind: 'if';
  readonly branches: readonly { readonly test: Expression; readonly body: Body }[];
  readonly otherwise: Body;
}
export interface ForStatement extends Node {
  readonly kind: 'for';
  readonly target: Target;
  readonly iterable: Expression;
  readonly filter: Expression | undefined;
  readonly recursive: boolean;
  readonly body: Body;
  readonly otherwise: Body;
}
export interface SetStatement extends Node {
  readonly kind: 'set';
  readonly target: Target;
  readonly value: Expression;
}
export interface SetBlockStatement extends Node {
  readonly kind: 'setBlock';
  readonly target: Target;
  readonly filter: FilterNode | undefined;
  readonly body: Body;
}
export interface WithStatement extends Node {
  readonly kind: 'with';
  readonly bindings: readonly { readonly target: Target; readonly value: Expression }[];
  readonly body: Body;
}
export interface MacroStatement extends Node {
  readonly kind: 'macro';
  readonly name: string;
  readonly signature: Signature;
  readonly body: Body;
}
export interface CallStatement extends Node {
  readonly kind: 'callBlock';
  readonly signature: Signature;
  readonly call: CallNode;
  readonly body: Body;
}
export interface FilterStatement extends Node {
  readonly kind: 'filterBlock';
  readonly filter: FilterNode;
  readonly body: Body;
}
export interface BlockStatement extends Node {
  readonly kind: 'block';
  readonly name: string;
  readonly scoped: boolean;
  readonly body: Body;
}
export interface AutoescapeStatement extends Node {
  readonly kind: 'autoescape';
  readonly enabled: boolean;
  readonly body: Body;
}

export type Statement =
  | TextStatement
  | OutputStatement
  | IfStatement
  | ForStatement
  | SetStatement
  | SetBlockStatement
  | WithStatement
  | MacroStatement
  | CallStatement
  | FilterStatement
  | BlockStatement
  | AutoescapeStatement;
