import {
  IsInt,
  IsIP,
  IsOptional,
  IsString,
  Min,
  Validate,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  ValidatePromise,
  ValidatorConstraint,
  buildMessage,
  registerDecorator,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { IsDuration, IsSecret } from '../api/params/param.decorators.js';
import { Secret } from '../api/secret.js';
import type { ParamsSource } from './params-binding.js';
import { ParamsError } from './params.error.js';
import { ParamsSchema } from './params-schema.js';

const TEMPLATES: ParamsSource<Readonly<Record<string, unknown>>> = {
  template: (text) => {
    const name = /^\{\{ (\w+) \}\}$/.exec(text)?.[1];
    return name === undefined ? undefined : { render: (scope) => scope[name] };
  },
  steps: (raw) => ({ render: () => raw }),
};

function bind(type: new () => object, raw: unknown) {
  return ParamsSchema.of(type).bind(raw, TEMPLATES);
}

function bootProblems(type: new () => object, raw: unknown): string[] {
  return bind(type, raw).problems.map((problem) => `${problem.path.join('.')} ${problem.message}`);
}

function runProblems(type: new () => object, raw: unknown, scope: Readonly<Record<string, unknown>>): string {
  const binding = bind(type, raw);
  expect(binding.problems).toEqual([]);
  try {
    binding.render(scope);
  } catch (error) {
    if (error instanceof ParamsError) return error.message;
    throw error;
  }
  return '';
}

@ValidatorConstraint({ name: 'isAfter' })
class IsAfter implements ValidatorConstraintInterface {
  validate(value: unknown, args: ValidationArguments): boolean {
    return Number(value) > Number((args.object as Record<string, unknown>)[args.constraints[0] as string]);
  }

  defaultMessage(): string {
    return '$property must be greater than $constraint1';
  }
}

class Range {
  @IsInt() first!: number;
  @Validate(IsAfter, ['first']) @IsInt() last!: number;
}

describe('a validator of the author’s own', () => {
  it('is asked with the whole params object, and its message is read after the path', () => {
    expect(bootProblems(Range, { first: 1, last: 2 })).toEqual([]);
    expect(bootProblems(Range, { first: 3, last: 2 })).toEqual(['last must be greater than first']);
  });

  it('is asked at boot when it looks at nothing that a template gives', () => {
    class Even {
      @ValidateBy({ name: 'isEven', validator: { validate: (value) => Number(value) % 2 === 0 } })
      @IsInt()
      even!: number;
      @IsString() other!: string;
    }
    expect(bootProblems(Even, { even: 3, other: '{{ o }}' })).toEqual(['even does not satisfy isEven']);
  });

  it('is asked when the step runs, when a template gives its value or a field it looks at', () => {
    expect(runProblems(Range, { first: '{{ f }}', last: 2 }, { f: '1' })).toBe('');
    expect(runProblems(Range, { first: '{{ f }}', last: 2 }, { f: '2' })).toBe('last must be greater than first');
    expect(runProblems(Range, { first: 1, last: '{{ l }}' }, { l: 1 })).toBe('last must be greater than first');
  });

  it('is not shown params of which some could not be rendered', () => {
    expect(runProblems(Range, { first: '{{ f }}', last: 2 }, { f: 'x' })).toBe('first must be a whole number, but is "x"');
  });

  it('does not take the place of class-validator’s when it bears the same name', () => {
    class Shouted {
      @ValidateBy({ name: 'isString', validator: { validate: (value) => value === 'A', defaultMessage: () => '$property must shout' } })
      text!: string;
    }
    expect(bootProblems(Shouted, { text: 'a' })).toEqual(['text must shout']);
    expect(bootProblems(Shouted, { text: 'A' })).toEqual([]);
  });

  it('can be one of class-validator’s that is not compiled', () => {
    class Host {
      @IsIP(4, { each: true }) addresses!: string[];
    }
    expect(bootProblems(Host, { addresses: ['127.0.0.1', 'x'] })).toEqual(['addresses.1 must be an ip address']);
  });

  it('that throws makes a problem, not a crash', () => {
    class Broken {
      @ValidateBy({
        name: 'isBroken',
        validator: {
          validate: () => {
            throw new Error('out of order');
          },
        },
      })
      field!: string;
    }
    expect(bootProblems(Broken, { field: 'a' })).toEqual(['field could not be checked by isBroken: out of order']);
  });

  it('sees the text of a secret, and its message does not', () => {
    class Login {
      @ValidateBy({
        name: 'isStrong',
        validator: { validate: (value) => value === 'strong', defaultMessage: buildMessage(() => '$property is weak: $value') },
      })
      @IsSecret()
      password!: Secret;
    }
    expect(bootProblems(Login, { password: 'strong' })).toEqual([]);
    expect(bootProblems(Login, { password: 'hunter2' })).toEqual(['password is weak: the value']);
  });
});

describe('messages of the author’s own', () => {
  class Worded {
    @Min(10, { message: '$property of $target must reach $constraint1, $value does not' }) least = 10;
    @IsOptional() @IsInt({ message: (args) => `wants an integer for ${args.property}` }) whole?: number;
    @Min(1000) @IsDuration() every = 1000;
  }

  it('are filled as class-validator does', () => {
    expect(bootProblems(Worded, { least: 5 })).toEqual(['least of Worded must reach 10, 5 does not']);
  });

  it('also say that a value is of the wrong type', () => {
    expect(bootProblems(Worded, { whole: 'x' })).toEqual(['whole wants an integer for whole']);
  });

  it('are not needed to learn that a duration is judged in milliseconds', () => {
    expect(bootProblems(Worded, { every: '0.5s' })).toEqual(['every must not be less than 1000, but is 500 (milliseconds)']);
  });
});

describe('@ValidateIf', () => {
  class Delivery {
    @IsString() mode = 'now';
    @ValidateIf((params: Delivery) => params.mode === 'later') @Min(1) @IsInt() delay!: number;
  }

  it('makes a field required only when its condition holds', () => {
    expect(bootProblems(Delivery, {})).toEqual([]);
    expect(bootProblems(Delivery, { mode: 'later' })).toEqual(['delay is missing']);
    expect(bootProblems(Delivery, { mode: 'later', delay: 0 })).toEqual(['delay must not be less than 1, but is 0']);
    expect(bootProblems(Delivery, { mode: 'later', delay: 'x' })).toEqual(['delay must be a whole number, but is "x"']);
    expect(bootProblems(Delivery, { mode: 'now', delay: 0 })).toEqual([]);
    expect(bootProblems(Delivery, { mode: 'now', delay: 'x' })).toEqual([]);
  });

  it('waits for the run when its condition looks at a template', () => {
    expect(runProblems(Delivery, { mode: '{{ m }}' }, { m: 'later' })).toBe('delay is missing');
    expect(runProblems(Delivery, { mode: '{{ m }}', delay: 'x' }, { m: 'later' })).toBe('delay must be a whole number, but is "x"');
    expect(runProblems(Delivery, { mode: '{{ m }}', delay: 'x' }, { m: 'now' })).toBe('');
  });

  it('judges what a template gives', () => {
    expect(runProblems(Delivery, { mode: 'later', delay: '{{ d }}' }, { d: '0' })).toBe('delay must not be less than 1, but is 0');
    expect(runProblems(Delivery, { mode: 'later', delay: '{{ d }}' }, { d: 'x' })).toBe('delay must be a whole number, but is "x"');
    expect(runProblems(Delivery, { mode: 'later', delay: '{{ d }}' }, {})).toBe('delay is missing');
    expect(runProblems(Delivery, { mode: 'now', delay: '{{ d }}' }, { d: 'x' })).toBe('');
    expect(runProblems(Delivery, { mode: 'later', delay: '{{ d }}' }, { d: '7' })).toBe('');
  });

  it('makes a problem when its condition throws, not a crash', () => {
    class Broken {
      @ValidateIf((params: { list: unknown[] }) => params.list.length > 0) @IsInt() count!: number;
      @IsOptional() @IsString({ each: true }) list?: string[];
    }
    expect(bootProblems(Broken, { count: 1 })).toEqual([
      expect.stringMatching(/^count could not be checked by its @ValidateIf condition: Cannot read properties of undefined/),
    ]);
    expect(bootProblems(Broken, { count: 1, list: ['a'] })).toEqual([]);
  });

  it('is obeyed for one decorator too', () => {
    class Picky {
      @Min(10, { validateIf: (params: Picky) => params.strict }) @IsInt() number!: number;
      strict = false;
    }
    expect(bootProblems(Picky, { number: 5 })).toEqual([]);
    class Strict extends Picky {
      override strict = true;
    }
    expect(bootProblems(Strict, { number: 5 })).toEqual(['number must not be less than 10, but is 5']);
  });
});

describe('a class that extends another', () => {
  class Base {
    @Min(1) @IsInt() limit = 10;
    @IsString() name!: string;
  }
  class Derived extends Base {
    override limit = 20;
    @IsOptional() @IsString() note?: string;
  }

  it('has its fields, rules and defaults, its own first', () => {
    const schema = ParamsSchema.of(Derived);
    expect([...schema.fields.keys()]).toEqual(['limit', 'name', 'note']);
    expect(schema.parse({ name: 'a' })).toEqual(Object.assign(new Derived(), { name: 'a', limit: 20 }));
    expect(bootProblems(Derived, { limit: 0, name: 'a' })).toEqual(['limit must not be less than 1, but is 0']);
  });

  it('leaves the other as it is', () => {
    expect(bootProblems(Base, { name: 'a', note: 'b' })).toEqual(['note is not a known param']);
  });
});

function compile(type: new (...args: never[]) => object): unknown {
  try {
    return ParamsSchema.of(type);
  } catch (error) {
    return error;
  }
}

describe('a class that cannot work', () => {
  it('is refused when a validator answers with a promise, at the latest when it does', () => {
    class Declared {
      @ValidateBy({ name: 'isRemote', async: true, validator: { validate: () => Promise.resolve(true) } }) field!: string;
    }
    class Registered {
      field!: string;
    }
    const options = { target: Registered, propertyName: 'field', name: 'isRemote', async: true } as const;
    registerDecorator({ ...options, validator: { validate: () => Promise.resolve(true) } });
    expect(compile(Registered)).toMatchObject({
      code: 'OTAI_PARAMS_CLASS_INVALID',
      message: expect.stringContaining('Registered.field has an asynchronous validator, isRemote'),
    });
    expect(() => bind(Declared, { field: 'a' })).toThrow('Declared.field has an asynchronous validator, isRemote');
  });

  it('is refused when a nested class is not known, and says what to write', () => {
    class Item {
      @IsString() name!: string;
    }
    class Order {
      @ValidateNested({ each: true }) items!: Item[];
    }
    expect(compile(Order)).toMatchObject({
      code: 'OTAI_PARAMS_CLASS_INVALID',
      message: expect.stringMatching(/^Order\.items is nested, but its class is not known\n.*@Nested\(\(\) => ItsParams\)/),
    });
  });

  it('is not refused when TypeScript noted the nested class', () => {
    class Item {
      @IsString() name!: string;
    }
    class Order {
      @ValidateNested() item!: Item;
    }
    expect(bootProblems(Order, { item: {} })).toEqual(['item.name is missing']);
  });

  it('is refused when it wants arguments, promises or a validator that class-validator does not know', () => {
    class Picky {
      constructor(options: { name: string }) {
        if (options.name === '') throw new Error();
      }
    }
    class Later {
      @ValidatePromise() @IsString() field!: Promise<string>;
    }
    class Undecorated implements ValidatorConstraintInterface {
      validate(): boolean {
        return true;
      }
    }
    class Unknown {
      @Validate(Undecorated) field!: string;
    }
    expect(compile(Picky)).toMatchObject({
      message: expect.stringMatching(/^Picky cannot be constructed without arguments/),
      cause: expect.any(TypeError),
    });
    expect(compile(Later)).toMatchObject({ message: expect.stringMatching(/^Later\.field is declared as a promise/) });
    expect(compile(Unknown)).toMatchObject({ message: expect.stringContaining('decorate Undecorated with @ValidatorConstraint()') });
  });
});
