import { asProblem } from './runtime-problem.js';

describe('asProblem', () => {
  it.each(['std::bad_alloc', 'Failed to allocate memory for requested buffer of size 1073741824', 'bad allocation'])(
    'knows that %s is a lack of memory, whatever was tried',
    (message) => {
      const { report } = asProblem(new Error(message), 'inference_failed', 'm: the model could not read the text', '…');
      expect(report.problem).toBe('out_of_memory');
      expect(report.message).toBe('m: the model could not read the text: there is not enough memory');
      expect(report.hint).toContain('dtype q8');
    },
  );

  it('keeps what the runtime said of anything else', () => {
    const { report } = asProblem(new Error('invalid  protobuf\n'), 'corrupt_model', 'm: the ONNX file cannot be loaded', 'fetch it again');
    expect(report).toEqual({
      problem: 'corrupt_model',
      message: 'm: the ONNX file cannot be loaded',
      hint: 'fetch it again',
      cause: 'invalid protobuf ',
    });
  });
});
