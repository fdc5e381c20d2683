/** An object each of whose members is made when it is first read: of columns as long as a collection, few may be asked for. */
export function lazyMembers<T extends object>(makers: { readonly [Name in keyof T]-?: () => T[Name] }): T {
  const lazy = {} as T;
  for (const name of Object.keys(makers) as (keyof T)[]) {
    Object.defineProperty(lazy, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = makers[name]();
        Object.defineProperty(lazy, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return lazy;
}
