import { IsString } from 'class-validator';
import { AllowUnknownParams, Pipe, PipeResult, type PipeContext } from 'open-ticket-ai';
import { bootOtai } from 'open-ticket-ai/testing';

/** What the templates of a page can see: its `json context` block. */
export interface TemplateContext {
  readonly ticket?: object;
  readonly input?: unknown;
  /** Data of earlier steps, by step id; a text is the reason for which the step failed. */
  readonly results?: Readonly<Record<string, Readonly<Record<string, unknown>> | string>>;
  /** Params of the step around. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

@AllowUnknownParams()
class GivenParams {}

/** Gives what it is given. */
@Pipe('given', { params: GivenParams })
class GivenPipe {
  execute({ params }: PipeContext<GivenParams>) {
    return PipeResult.succeeded(Object.fromEntries(Object.entries(params)));
  }
}

class FailingParams {
  @IsString()
  reason!: string;
}

/** Fails as it is told. */
@Pipe('failing', { params: FailingParams })
class FailingPipe {
  execute({ params }: PipeContext<FailingParams>) {
    return PipeResult.failed(params.reason);
  }
}

/** One line of a `jinja` block: `{{ template }}  ->  what it gives`. What it gives is JSON, or `error:` with the message. */
export interface TemplateLine {
  readonly template: string;
  readonly expected: string;
}

export function templateLines(text: string): TemplateLine[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = line.lastIndexOf('->');
      if (at < 0) throw new Error(`"${line}" does not say what it gives: {{ template }} -> value`);
      return { template: line.slice(0, at).trim(), expected: line.slice(at + 2).trim() };
    });
}

/** Renders a template as a param of a step in a `for_each`, and gives its value as JSON, or the error it ends with. */
export async function renderLine(
  template: string,
  { results = {}, params = {}, ticket = {}, input, env = {} }: TemplateContext,
): Promise<string> {
  const given = Object.entries(results).map(([id, data]) =>
    typeof data === 'string' ? { id, use: 'failing', on_error: 'continue', params: { reason: data } } : { id, use: 'given', params: data },
  );
  const step = { id: 'step', use: 'base:expression', params: { expression: template } };
  const each = { id: 'each', use: 'base:for_each', params: { ...params, items: [ticket], as: 'ticket', steps: [step] } };
  try {
    const app = await bootOtai(
      { otai: { pipelines: { page: { steps: [...given, each] } } } },
      { providers: [GivenPipe, FailingPipe], env },
    );
    const result = await app.run('page', { input });
    await app.close();
    if (result.error !== undefined) return `error: ${shorten(result.error.message)}`;
    return JSON.stringify((result.data['results'] as { value?: unknown }[])[0]?.value ?? null);
  } catch (error) {
    return `error: ${shorten(error instanceof Error ? error.message : String(error))}`;
  }
}

/** Without the places, which are not what the page is about. */
function shorten(message: string): string {
  return message
    .replace(/^[\s\S]*(?:step each\[\w+\]\/step: |params\.expression )/, '')
    .replace('expression could not be rendered: ', '')
    .replaceAll(/pipeline page, step \w+: /g, '');
}
