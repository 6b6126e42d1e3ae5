import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootOtai, type BootedOtai } from 'open-ticket-ai/testing';
import HfLocalPlugin from '../src/plugin.js';
import { FakeHub } from './fake-hub.js';
import { FIXTURES } from './golden-models.js';

const QUEUE = "{{ 'Unclassified' if has_failed('c') else get_pipe_result('c', 'label') }}";

describe('a step that classifies with a model of the Hub', () => {
  let folder: string;
  let app: BootedOtai | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otai-hf-'));
  });

  afterEach(async () => {
    await app?.close();
    rmSync(folder, { recursive: true });
  });

  const bootWithHub = async (hub: FakeHub, step: object): Promise<BootedOtai> => {
    const params = { model: 'acme/queue', hub_url: await hub.open(), cache_dir: folder, warm_up: false };
    const classify = {
      id: 'c',
      use: 'base:classification',
      injects: { classification_service: 'hf' },
      params: { text: 'The VPN is down.' },
    };
    const otai = {
      services: { hf: { use: 'hf-local:HFClassificationService', params } },
      pipelines: {
        p: {
          steps: [
            { ...classify, ...step },
            { id: 'queue', use: 'base:expression', params: { expression: QUEUE } },
          ],
        },
      },
    };
    return bootOtai({ otai }, { plugins: [HfLocalPlugin] });
  };

  it('is tried again by a step with retry when the Hub was overloaded', async () => {
    const hub = new FakeHub('acme/queue', join(FIXTURES, 'm1-bert-queue'), ['config.json', 'tokenizer.json', 'onnx/model.onnx']);
    hub.faults.refuse = { status: 503, retryAfter: '0', once: true };
    app = await bootWithHub(hub, { retry: { max_attempts: 2, initial: '1ms' } });
    expect((await app.run('p')).steps.get('c')).toMatchObject({ status: 'succeeded', data: { label: 'network' } });
    await hub.close();
  });

  it('is not tried again when the model is not public; the pipeline goes on with its fallback', async () => {
    const hub = new FakeHub('acme/queue', join(FIXTURES, 'm1-bert-queue'), ['config.json']);
    hub.token = 'hf_secret';
    app = await bootWithHub(hub, { retry: true, on_error: 'continue' });
    const result = await app.run('p');
    expect(result.steps.get('c')).toMatchObject({ status: 'failed', error: { retryable: false } });
    expect(result.steps.get('queue')).toMatchObject({ status: 'succeeded', data: { value: 'Unclassified' } });
    expect(hub.calls).toHaveLength(1);
    await hub.close();
  });
});
