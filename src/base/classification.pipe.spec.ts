import type { Classification, ClassificationRequest } from '../api/classifier.js';
import { Secret } from '../api/secret.js';
import { FakeClassifier } from '../testing/fake-classifier.js';
import { runPipe } from '../testing/run-pipe.js';
import { ClassificationPipe } from './classification.pipe.js';

function classify(
  params: object,
  classification_service: FakeClassifier = new FakeClassifier().answer('printer', { label: 'Hardware', confidence: 0.7 }),
) {
  return runPipe(ClassificationPipe, { params: { text: 'the printer', ...params }, services: { classification_service } });
}

describe('classification', () => {
  it('gives label, confidence and all labels', async () => {
    expect(await classify({})).toMatchObject({
      data: {
        label: 'Hardware',
        confidence: 0.7,
        labels: [{ label: 'Hardware', confidence: 0.7 }],
        accepted_labels: ['Hardware'],
        predicted_label: 'Hardware',
        abstained: false,
        reason: null,
        model: null,
      },
    });
  });

  it('gives all labels that hold, where they do not exclude each other, if they are as sure as the step wants it', async () => {
    const classification_service = new FakeClassifier().answer('printer', [
      { label: 'Hardware', confidence: 0.9 },
      { label: 'VPN', confidence: 0.6 },
      { label: 'Urgent', confidence: 0.55 },
    ]);
    const taken = async (min_confidence: number) =>
      runPipe(ClassificationPipe, {
        params: { text: 'the printer', min_confidence, fallback_label: 'none' },
        services: { classification_service },
      });
    expect(await taken(0)).toMatchObject({ data: { label: 'Hardware', accepted_labels: ['Hardware', 'VPN', 'Urgent'] } });
    expect(await taken(0.6)).toMatchObject({ data: { label: 'Hardware', accepted_labels: ['Hardware', 'VPN'] } });
    expect(await taken(0.95)).toMatchObject({ data: { label: 'none', accepted_labels: [] } });
  });

  it('says which model it was, for classifiers that have one', async () => {
    const model = { name: 'acme/ticket-queues', revision: 'a1b2c3' };
    const answer = { label: 'x', confidence: 1, labels: [], abstained: null, model };
    const classification_service = { classify: () => Promise.resolve(answer) };
    const result = await runPipe(ClassificationPipe, { params: { text: 'a' }, services: { classification_service } });
    expect(result).toMatchObject({ data: { model } });
  });

  it('hands model, token and signal on', async () => {
    const classifier = new FakeClassifier().answer('', { label: 'x' });
    await classify({ model_name: 'queue', api_token: 'hunter2' }, classifier);
    expect(classifier.requests[0]).toMatchObject({ text: 'the printer', model_name: 'queue', signal: expect.any(AbortSignal) });
    expect(classifier.requests[0]?.api_token).toBeInstanceOf(Secret);
  });

  it('takes the fallback below the confidence it is told, and still says what the classifier said', async () => {
    expect(await classify({ min_confidence: 0.8, fallback_label: 'Unclassified' })).toMatchObject({
      data: {
        label: 'Unclassified',
        confidence: 0.7,
        predicted_label: 'Hardware',
        abstained: true,
        reason: 'confidence 0.70 is below 0.8',
      },
    });
  });

  it('does not say that a confidence is below itself when rounding makes them look alike', async () => {
    const classifier = new FakeClassifier().answer('', { label: 'x', confidence: 0.7999 });
    expect(await classify({ min_confidence: 0.8 }, classifier)).toMatchObject({ reason: 'confidence 0.7999 is below 0.8' });
  });

  it('takes a label that is exactly as sure as it must be', async () => {
    expect(await classify({ min_confidence: 0.7 })).toMatchObject({ data: { label: 'Hardware', abstained: false } });
  });

  it('is skipped, with the reason, when there is no label and no fallback', async () => {
    expect(await classify({ min_confidence: 0.8 })).toMatchObject({ status: 'skipped', reason: 'confidence 0.70 is below 0.8' });
    expect(await classify({ text: 'something else' })).toMatchObject({ status: 'skipped', reason: 'no answer was prepared for this text' });
  });

  it('takes the fallback when the classifier abstains', async () => {
    expect(await classify({ text: 'something else', fallback_label: 'Unclassified' })).toMatchObject({
      data: { label: 'Unclassified', predicted_label: null, abstained: true },
    });
  });

  it('fails when the classifier does', async () => {
    class Broken extends FakeClassifier {
      override classify(_: ClassificationRequest): Promise<Classification> {
        return Promise.reject(new Error('the model is away'));
      }
    }
    expect(await classify({}, new Broken())).toMatchObject({ status: 'failed', error: { message: 'the model is away' } });
  });

  it.each([{ text: 2024 }, { text: ['a'] }, { min_confidence: 1.1 }, { min_confidence: -0.1 }, { model: 'queue' }])(
    'refuses %j',
    async (params) => {
      await expect(classify(params)).rejects.toMatchObject({ code: 'OTAI_PARAMS_INVALID' });
    },
  );
});
