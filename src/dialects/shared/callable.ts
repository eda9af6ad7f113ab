/** A class that can also be called without `new`. */
export type Callable<Made extends new (...args: never) => object> = Made &
  ((...args: ConstructorParameters<Made>) => InstanceType<Made>)

/**
 * Lets a class be called as a function. `instanceof` holds either way.
 *
 * @param name Its name, which a bundler may have changed.
 */
export function callable<Made extends new (...args: never) => object>(
  name: string,
  made: Made,
): Callable<Made> {
  const both = new Proxy(made, {
    apply: (target, _self, args: ConstructorParameters<Made>) =>
      Reflect.construct(target, args) as object,
  })
  Object.defineProperty(made, 'name', { value: name })
  Object.defineProperty(made.prototype, 'constructor', { value: both })
  return both as Callable<Made>
}
