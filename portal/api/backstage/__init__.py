"""The Backstage catalog door: what a stock Backstage app and `@backstage/catalog-client` read (docs/backstage.md)."""
