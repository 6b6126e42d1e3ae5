import { PriorityNames } from './priority-names.js';

describe('names of priorities', () => {
  const names = new PriorityNames({ Medium: 50, Low: 0, High: 100 });

  it('are listed from the least to the most urgent', () => {
    expect(names.names).toEqual(['Low', 'Medium', 'High']);
  });

  it.each([
    ['0', 'Low'],
    ['49', 'Low'],
    ['50', 'Medium'],
    ['250', 'High'],
    ['-1', '-1'],
  ])('of the number %s is %s, as Request Tracker shows it', (number, name) => {
    expect(names.read(number)).toEqual({ id: number, name });
  });

  it('stand for their least number when written, and for all of theirs when searched for', () => {
    expect([names.numberOf({ name: 'Medium' }), names.rangeOf({ name: 'Medium' })]).toEqual([50, { from: 50, below: 100 }]);
    expect(names.rangeOf({ name: 'High' })).toEqual({ from: 100, below: undefined });
  });

  it('can be numbers, by name or by id', () => {
    expect([names.numberOf({ name: '77' }), names.numberOf({ id: '77' })]).toEqual([77, 77]);
    expect(names.rangeOf({ id: '77' })).toEqual({ from: 77, below: 78 });
  });

  it('need whole numbers', () => {
    expect(() => new PriorityNames({ High: 'much' as unknown as number })).toThrow('priorities.High must be a whole number');
  });

  it('mean nothing when they are unknown, also as an id', () => {
    expect([
      names.numberOf({ name: 'very' }),
      names.numberOf({ id: 'High' }),
      names.numberOf({ name: '' }),
      names.rangeOf({ name: '1e3' }),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
