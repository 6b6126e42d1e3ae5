/* Thirty pipes with params of three fields, and a config that uses each of them once. */
import { IsInt, IsOptional, IsString, Min } from 'class-validator';

const COUNT = 30;

/** A new pair of classes for each pipe. `decorate(name, pipe, params)` makes the pipe known to whoever looks for it. */
export function makePipes(decorate) {
  return Array.from({ length: COUNT }, (_, index) => {
    const params = makeParams();
    const pipe = makePipe(`Text${index}Pipe`);
    decorate(`pipe_${index}`, pipe, params);
    return pipe;
  });
}

/** A component answers to its class name too, so each needs one of its own. */
function makePipe(name) {
  return {
    [name]: class {
      execute(context) {
        return this.resultOf(`${context.params.text} ${context.params.number}`);
      }
    },
  }[name];
}

function makeParams() {
  class TextParams {
    number = 1;
  }
  const prototype = TextParams.prototype;
  IsString()(prototype, 'text');
  IsOptional()(prototype, 'note');
  IsString()(prototype, 'note');
  IsInt()(prototype, 'number');
  Min(0)(prototype, 'number');
  return TextParams;
}

const step = (_, index) => `
        - id: step_${index}
          use: pipe_${index}
          params: { text: "number {{ input.number + ${index} }}", number: "{{ input.number }}", note: plain text }`;

export const CONFIG = `
otai:
  pipelines:
    all:
      steps:${Array.from({ length: COUNT }, step).join('')}
`;
