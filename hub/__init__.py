"""What every domain of Parvis stands on. `docs/house.svg` draws the floors."""
