"""Names of bodies: who asks by one name finds what stands under the others."""
