import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores(["dist", "**/*.generated.ts"]),
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: { globals: { process: "readonly", console: "readonly", performance: "readonly" } },
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strict],
    rules: {
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      // Emitted metadata is off, so every type-graphql decorator must name its type.
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "Decorator > CallExpression[callee.name=/^(Field|Query|Mutation|Subscription|Arg)$/][arguments.length=0]",
          message: "Name the type: @Field(() => Type).",
        },
      ],
    },
  },
  {
    // Typed-array loops: the loop head has checked the bounds.
    files: [
      "src/numeric/**",
      "src/onnx/**",
      "src/projection/**",
      "src/map/**",
      "src/dashboard/**",
      "test/**",
      "scripts/**",
    ],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["src/**", "resolvers/**", "schema/**"],
    ignores: ["src/config.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Only src/config.ts reads the environment." },
      ],
    },
  },
);
