/** Where TypeScript and `@Inject()` leave what a constructor asks for. Nest reads the same two. */
const KEYS = ['design:paramtypes', 'self:paramtypes'] as const;

/**
 * Whether a class has constructor parameters that Nest cannot know: it would build it with nothing in their places, in silence.
 * That is so without any decorator, and with a compiler that leaves types out (`emitDecoratorMetadata`).
 */
export function hasUnknownParameters(type: unknown): type is { readonly name: string } {
  return typeof type === 'function' && type.length > 0 && !KEYS.some((key) => Reflect.hasMetadata(key, type));
}
