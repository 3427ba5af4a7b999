// Takes the library's later names away, or watches who reads them. `known` lists what ECMAScript 5 has,
// by path; `without` is one name, "" for all, or undefined for none, which are then watched: `seen(name, trace)`
// is told of each reading. Chance is made the same for every run.
(function (known, without, seen) {
  "use strict";
  // From here on only ECMAScript 5: what is later is taken away on the way.
  const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames } = Object;
  const TraceError = Error;
  const globals = globalThis;

  function watch(object, name, path) {
    const { value, enumerable } = getOwnPropertyDescriptor(object, name);
    defineProperty(object, name, {
      get() {
        seen(path, String(new TraceError().stack));
        return value;
      },
      // A script may put its own in the place.
      set(own) {
        const on = this === undefined ? globals : this;
        defineProperty(on, name, { value: own, writable: true, enumerable: true, configurable: true });
      },
      enumerable,
      configurable: true,
    });
  }

  for (const path of Object.keys(known)) {
    const object = path.split(".").reduce((from, part) => part ? from[part] : from, globals);
    const own = known[path].split(" ");
    for (const name of getOwnPropertyNames(object)) {
      const { configurable, get } = getOwnPropertyDescriptor(object, name);
      // The engine's own `match` and `replace` read such properties as `flags`.
      if (own.indexOf(name) >= 0 || !configurable || get) continue;
      const whole = path ? path + "." + name : name;
      if (without === undefined) watch(object, name, whole);
      else if (without === "" || without === whole) delete object[name];
    }
  }

  let chance = 1;
  Math.random = () => (chance = (chance * 48271) % 2147483647) / 2147483647;
})
