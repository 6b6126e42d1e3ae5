import type { Arguments, Expression } from '../ast.js';

const present = (nodes: readonly (Expression | undefined)[]): Expression[] => nodes.filter((node) => node !== undefined);

function argumentNodes({ positional, keywords, rest, keywordRest }: Arguments): Expression[] {
  return present([...positional, ...keywords.map(({ value }) => value), rest, keywordRest]);
}

/** The expressions directly inside an expression, in the order of the source. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'const':
    case 'name':
      return [];
    case 'list':
    case 'tuple':
    case 'concat':
      return node.items;
    case 'dict':
      return node.pairs.flat();
    case 'attribute':
      return [node.object];
    case 'item':
      return [node.object, node.key];
    case 'slice':
      return present([node.object, node.start, node.stop, node.step]);
    case 'call':
      return [node.callee, ...argumentNodes(node.args)];
    case 'filter':
      return [...present([node.input]), ...argumentNodes(node.args)];
    case 'test':
      return [node.input, ...argumentNodes(node.args)];
    default:
      return operands(node);
  }
}

type OperatorNode = Extract<Expression, { kind: 'unary' | 'binary' | 'logic' | 'compare' | 'condition' }>;

function operands(node: OperatorNode): readonly Expression[] {
  switch (node.kind) {
    case 'unary':
      return [node.operand];
    case 'binary':
    case 'logic':
      return [node.left, node.right];
    case 'compare':
      return [node.first, ...node.rest.map(({ operand }) => operand)];
    default:
      return present([node.test, node.consequent, node.otherwise]);
  }
}
