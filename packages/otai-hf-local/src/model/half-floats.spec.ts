import { fromHalfFloats } from './half-floats.js';

describe('fromHalfFloats', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc100, -2.5],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])('reads %i as %d', (half, value) => {
    expect([...fromHalfFloats(Uint16Array.of(half))]).toEqual([value]);
  });
});
