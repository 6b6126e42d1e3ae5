import { exponentialText, fixedText, generalText, roundFloat } from './decimals.js';

describe('rounding works on the exact value, ties go to the even digit', () => {
  it.each([
    [2.5, 0, 2],
    [3.5, 0, 4],
    [0.125, 2, 0.12],
    [2.675, 2, 2.67],
    [1.005, 2, 1],
    [-2.5, 0, -2],
    [1250, -2, 1200],
    [5e-324, 400, 5e-324],
    [1e308, -400, 0],
  ])('%p to %p digits is %p', (value, digits, rounded) => {
    expect(roundFloat(value, digits)).toBe(rounded);
  });
});

describe('digits', () => {
  it('with a fixed count', () => {
    expect([fixedText(0.25, 1), fixedText(0.35, 1), fixedText(1e21, 0), fixedText(0, 2)]).toEqual([
      '0.2',
      '0.3',
      '1000000000000000000000',
      '0.00',
    ]);
  });

  it('with an exponent', () => {
    expect([exponentialText(12345.678, 6), exponentialText(9.99, 1), exponentialText(0, 0)]).toEqual(['1.234568e+04', '1.0e+01', '0e+00']);
  });

  it('whichever is shorter', () => {
    expect([generalText(1e-5, 6), generalText(123456, 6), generalText(1234567, 6), generalText(0.5, 6), generalText(1, 3, true)]).toEqual([
      '1e-05',
      '123456',
      '1.23457e+06',
      '0.5',
      '1.00',
    ]);
  });
});
